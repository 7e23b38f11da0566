BEGIN TRANSACTION;
CREATE TABLE about (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "about" VALUES('schema','3');
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	run INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	terms_digest TEXT NOT NULL, 
	score FLOAT, 
	max_score FLOAT, 
	tries INTEGER NOT NULL, 
	failure JSON, 
	facts JSON, 
	graded TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (run, digest), 
	FOREIGN KEY(run) REFERENCES runs (id), 
	FOREIGN KEY(digest) REFERENCES submissions (digest)
);
INSERT INTO "attempts" VALUES(1,1,'sha256:dabb958e6d365060e69a226b3fc7482f8d843165201f35b7c0701bbb2e45b1d3','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',10.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "passed", "cause": null, "difference": null, "trouble": null, "lacks": null, "where": null, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.12819410899999184, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "passed", "cause": null, "difference": null, "trouble": null, "lacks": null, "where": null, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0007250539999859029, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [], "total": {"score": 10.0, "max_score": 10.0}, "by_part": {"double": {"score": 6.0, "max_score": 6.0}, "add": {"score": 4.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 6.0, "max_score": 6.0}, "adds": {"score": 4.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 0.15910618499998463}','2026-11-28T19:45:14+00:00');
INSERT INTO "attempts" VALUES(2,1,'sha256:34f52c23f189a61b0d23a9863af3649fe2aa5b071b8b938149517a5f06d6258a','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',NULL,NULL,3,'["The grader failed at this submission {tries} times ({error}).", {"tries": "3", "error": "OSError(28)"}]',NULL,'2026-11-28T19:45:14+00:00');
INSERT INTO "attempts" VALUES(3,1,'sha256:7ba61339ef2c9c270f34fda1b45e0d6a044f490016d4d58dcf541aeef54856a5','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',0.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "not_reached", "cause": "unavailable", "difference": null, "trouble": {"type": "MissingDefinition", "message": "double", "line": null, "module": null, "file": null, "lost": []}, "lacks": {"name": "double", "trouble": {"error": "SyntaxError", "message": "''('' was never closed", "line": 1, "lost": []}, "where": {"cell": null, "line": 1, "executed": false}, "certain": true}, "where": {"cell": null, "line": 1, "executed": false}, "arose_in": "double", "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0022531810000145924, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "not_reached", "cause": "unavailable", "difference": null, "trouble": {"type": "MissingDefinition", "message": "add", "line": null, "module": null, "file": null, "lost": []}, "lacks": {"name": "add", "trouble": {"error": "SyntaxError", "message": "''('' was never closed", "line": 1, "lost": []}, "where": {"cell": null, "line": 1, "executed": false}, "certain": false}, "where": {"cell": null, "line": 1, "executed": false}, "arose_in": "add", "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.00023112500002753222, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [{"where": {"cell": null, "line": 1, "executed": false}, "trouble": {"error": "SyntaxError", "message": "''('' was never closed", "line": 1, "lost": []}, "trap": null}], "total": {"score": 0.0, "max_score": 10.0}, "by_part": {"double": {"score": 0.0, "max_score": 6.0}, "add": {"score": 0.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 0.0, "max_score": 6.0}, "adds": {"score": 0.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 0.024341887999923983}','2026-11-28T19:45:14+00:00');
INSERT INTO "attempts" VALUES(4,1,'sha256:ca14e2c51b20e72549feaf827cbc37e0a3e752d880c09ca13f8e0fef261e89c5','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',4.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "failed", "cause": "raised", "difference": null, "trouble": {"type": "ValueError", "message": "no", "line": 2, "module": null, "file": null, "lost": []}, "lacks": null, "where": {"cell": null, "line": 2, "executed": false}, "arose_in": "double", "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0010542420000092534, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "passed", "cause": null, "difference": null, "trouble": null, "lacks": null, "where": null, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0016900309999527963, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [], "total": {"score": 4.0, "max_score": 10.0}, "by_part": {"double": {"score": 0.0, "max_score": 6.0}, "add": {"score": 4.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 0.0, "max_score": 6.0}, "adds": {"score": 4.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 0.03019026900000199}','2026-11-28T19:45:14+00:00');
INSERT INTO "attempts" VALUES(5,1,'sha256:077edb44d09e8c382d48b5ceb542189f9b9c201fd6c090a48e8b6ab4c91a139b','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',0.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "not_reached", "cause": "not_attempted", "difference": null, "trouble": {"type": "NotImplementedError", "message": "", "line": 6, "module": null, "file": null, "lost": []}, "lacks": null, "where": {"cell": null, "line": 6, "executed": false}, "arose_in": "double", "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0009997909999697185, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "not_reached", "cause": "missing", "difference": null, "trouble": {"type": "MissingDefinition", "message": "add", "line": null, "module": null, "file": null, "lost": []}, "lacks": null, "where": null, "arose_in": "add", "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.00020919199999980265, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [{"where": {"cell": null, "line": 1, "executed": false}, "trouble": {"type": "ModuleNotFoundError", "message": "No module named ''nonesuch''", "line": 1, "module": "nonesuch", "file": null, "lost": []}, "trap": null}, {"where": {"cell": null, "line": 3, "executed": false}, "trouble": {"type": "ValueError", "message": "invalid literal for int() with base 10: ''x''", "line": 3, "module": null, "file": null, "lost": []}, "trap": null}], "total": {"score": 0.0, "max_score": 10.0}, "by_part": {"double": {"score": 0.0, "max_score": 6.0}, "add": {"score": 0.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 0.0, "max_score": 6.0}, "adds": {"score": 0.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 0.02460421800003587}','2026-11-28T19:45:14+00:00');
INSERT INTO "attempts" VALUES(6,1,'sha256:c44fabf0d6af268e46b4497ceb5e710c92e585584999b2abcacf23e9ec06b927','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',4.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "failed", "cause": "out_of_memory", "difference": null, "trouble": {"limit": "memory", "detail": "256", "line": null, "lost": []}, "lacks": null, "where": {"cell": null, "line": 1, "executed": false}, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 1.419215170999962, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "passed", "cause": null, "difference": null, "trouble": null, "lacks": null, "where": null, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.007701606000011907, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [], "total": {"score": 4.0, "max_score": 10.0}, "by_part": {"double": {"score": 0.0, "max_score": 6.0}, "add": {"score": 4.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 0.0, "max_score": 6.0}, "adds": {"score": 4.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 1.4683065999999485}','2026-11-28T19:45:15+00:00');
INSERT INTO "attempts" VALUES(7,1,'sha256:0b6309d569d4970e244eae48cbe1704f303db5397ce9f9c739767a8f7b6660bf','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',6.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "passed", "cause": null, "difference": null, "trouble": null, "lacks": null, "where": null, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.008647327000005589, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "failed", "cause": "raised", "difference": null, "trouble": {"type": "SystemExit", "message": "3", "line": 7, "module": null, "file": null, "lost": []}, "lacks": null, "where": {"cell": null, "line": 7, "executed": false}, "arose_in": "add", "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0005013879999751225, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [], "total": {"score": 6.0, "max_score": 10.0}, "by_part": {"double": {"score": 6.0, "max_score": 6.0}, "add": {"score": 0.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 6.0, "max_score": 6.0}, "adds": {"score": 0.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 0.034180339999977605}','2026-11-28T19:45:15+00:00');
INSERT INTO "attempts" VALUES(8,1,'sha256:aed7710609c6ffaa0f8b900dade62dd19c14e07b3066049069c6a638697e646b','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',0.0,10.0,1,'null','{"verdicts": [{"check": "doubles", "part": "double", "outcome": "failed", "cause": "timed_out", "difference": null, "trouble": {"limit": "run", "detail": "2", "line": null, "lost": []}, "lacks": null, "where": {"cell": null, "line": 1, "executed": false}, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 5.032876407000003, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}, {"check": "adds", "part": "add", "outcome": "not_reached", "cause": "timed_out", "difference": null, "trouble": {"limit": "run", "detail": "2", "line": null, "lost": []}, "lacks": null, "where": {"cell": null, "line": 5, "executed": false}, "arose_in": null, "because_of": null, "trap": null, "misconceptions": [], "carried_forward": false, "draw": 0, "printed": "", "seconds": 0.0, "by_values": false, "untried": null, "live": null, "instead": null, "no_return": false}], "problems": [], "total": {"score": 0.0, "max_score": 10.0}, "by_part": {"double": {"score": 0.0, "max_score": 6.0}, "add": {"score": 0.0, "max_score": 4.0}}, "by_check": {"doubles": {"score": 0.0, "max_score": 6.0}, "adds": {"score": 0.0, "max_score": 4.0}}, "plots": [], "seed": 5, "versions": {"gradetape": "0.1.0", "python": "3.11.7", "tensorflow": "2.0", "keras": "3.0", "numpy": "2.4.6"}, "isolation": {"in_force": ["own process", "private folder", "limits on time, memory and output", "files outside can''t be read", "nor changed", "no network", "no new process", "no signal to others", "no uncounted memory"], "missing": ["names, sizes and dates of files elsewhere can be seen"]}, "seconds": 5.050705238999967}','2026-11-28T19:45:19+00:00');
CREATE TABLE entries (
	run INTEGER NOT NULL, 
	student TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	file TEXT NOT NULL, 
	digest TEXT, 
	refusal JSON, 
	note JSON, 
	upload TEXT NOT NULL, 
	late BOOLEAN DEFAULT 0 NOT NULL, 
	attempt INTEGER, 
	PRIMARY KEY (run, student), 
	FOREIGN KEY(run) REFERENCES runs (id), 
	FOREIGN KEY(digest) REFERENCES submissions (digest), 
	FOREIGN KEY(attempt) REFERENCES attempts (id)
);
INSERT INTO "entries" VALUES(1,'anna',0,'anna','anna.py','sha256:dabb958e6d365060e69a226b3fc7482f8d843165201f35b7c0701bbb2e45b1d3','null','null','',0,1);
INSERT INTO "entries" VALUES(1,'bohdan',1,'bohdan','bohdan.py','sha256:34f52c23f189a61b0d23a9863af3649fe2aa5b071b8b938149517a5f06d6258a','null','null','',0,2);
INSERT INTO "entries" VALUES(1,'dmytro',2,'dmytro','dmytro.py','sha256:7ba61339ef2c9c270f34fda1b45e0d6a044f490016d4d58dcf541aeef54856a5','null','null','',0,3);
INSERT INTO "entries" VALUES(1,'empty',3,'empty','empty.py',NULL,'["{path}: there is no code in it.", {"path": "empty.py"}]','null','',0,NULL);
INSERT INTO "entries" VALUES(1,'eva',4,'eva','eva.py','sha256:aed7710609c6ffaa0f8b900dade62dd19c14e07b3066049069c6a638697e646b','null','null','',0,8);
INSERT INTO "entries" VALUES(1,'hanna',5,'hanna','hanna.py','sha256:ca14e2c51b20e72549feaf827cbc37e0a3e752d880c09ca13f8e0fef261e89c5','null','null','',0,4);
INSERT INTO "entries" VALUES(1,'ivan',6,'ivan','ivan.py','sha256:077edb44d09e8c382d48b5ceb542189f9b9c201fd6c090a48e8b6ab4c91a139b','null','null','',0,5);
INSERT INTO "entries" VALUES(1,'latin',7,'latin','latin.py',NULL,'["{path}: its encoding can''t be told ({error}). Save it as UTF-8.", {"path": "latin.py", "error": "invalid or missing encoding declaration"}]','null','',0,NULL);
INSERT INTO "entries" VALUES(1,'olha',8,'olha','olha.py','sha256:c44fabf0d6af268e46b4497ceb5e710c92e585584999b2abcacf23e9ec06b927','null','null','',0,6);
INSERT INTO "entries" VALUES(1,'petro',9,'petro','tiny.py','sha256:dabb958e6d365060e69a226b3fc7482f8d843165201f35b7c0701bbb2e45b1d3','null','["Graded: {file}, named after the exercise. Another file is as complete and as new. Also submitted: {others}.", {"file": "tiny.py", "others": "other.py"}]','',0,1);
INSERT INTO "entries" VALUES(1,'vira',10,'vira','vira.py','sha256:0b6309d569d4970e244eae48cbe1704f303db5397ce9f9c739767a8f7b6660bf','null','null','',0,7);
INSERT INTO "entries" VALUES(1,'zenon',11,'zenon','zenon.zip',NULL,'["{path}: can''t be read from its archive ({error}).", {"path": "zenon.zip", "error": "File is not a zip file"}]','null','',0,NULL);
CREATE TABLE exercises (
	digest TEXT NOT NULL, 
	facts JSON NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "exercises" VALUES('sha256:a8b06dc092e508b690260f04dd0b85d07f826923b3c0166f5df29b89db3a0360','{"slug": "tiny", "parts": [{"name": "double", "definition": "double", "needs": [], "arguments": null}, {"name": "add", "definition": "add", "needs": [], "arguments": null}], "points": {"doubles": 6.0, "adds": 4.0}, "limits": {"check_s": 2, "run_s": 4, "memory_mb": 256, "threads": 256, "disk_mb": 128, "files": 2000, "printed_kb": 64}, "misconceptions": [], "traps": [], "drawings": [], "epochs": {}, "unmissed": {}, "texts": {"en": {"title": "A tiny exercise", "parts": {"double": "double", "add": "add"}, "checks": {"doubles": {"title": "doubles", "hint": "Twice."}, "adds": {"title": "adds", "hint": "The sum."}}, "values": {"number": "the number"}, "traps": {}, "misconceptions": {}, "plots": {}, "mistakes": {}, "findings": {}}, "uk": {"title": "A tiny exercise", "parts": {"double": "double", "add": "add"}, "checks": {"doubles": {"title": "doubles", "hint": "Twice."}, "adds": {"title": "adds", "hint": "The sum."}}, "values": {"number": "the number"}, "traps": {}, "misconceptions": {}, "plots": {}, "mistakes": {}, "findings": {}}}, "checks": [{"name": "doubles", "part": "double", "draws": 2, "uses": []}, {"name": "adds", "part": "add", "draws": 2, "uses": []}]}');
CREATE TABLE files (
	digest TEXT NOT NULL, 
	submission TEXT NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "files" VALUES('08c432e58ff74bfefe7997d6ba78e1340b4d22a91b5d53fad0832c3328171af7.py','sha256:ca14e2c51b20e72549feaf827cbc37e0a3e752d880c09ca13f8e0fef261e89c5');
INSERT INTO "files" VALUES('162ea60fd1587fc4e868513869a3930071fb712049728c7edad60c6998623884.py','sha256:dabb958e6d365060e69a226b3fc7482f8d843165201f35b7c0701bbb2e45b1d3');
INSERT INTO "files" VALUES('4ef3968d3690bf54f45178317e5cc047fe026e09e5e3bc9ea847e041b34246d7.py','sha256:0b6309d569d4970e244eae48cbe1704f303db5397ce9f9c739767a8f7b6660bf');
INSERT INTO "files" VALUES('7b4f6129b23abc223d9318953d33c9a98d291389e3e5be75d53d4967d84d2d44.py','sha256:34f52c23f189a61b0d23a9863af3649fe2aa5b071b8b938149517a5f06d6258a');
INSERT INTO "files" VALUES('b0a0e85ef238bb9404a8aee718bc5dc1218123c58642ba36f92b75ecfb7eb497.py','sha256:c44fabf0d6af268e46b4497ceb5e710c92e585584999b2abcacf23e9ec06b927');
INSERT INTO "files" VALUES('c59cce2421681cde66608b00cd1ba873075dbda717b4d95d65931f200faa833c.py','sha256:077edb44d09e8c382d48b5ceb542189f9b9c201fd6c090a48e8b6ab4c91a139b');
INSERT INTO "files" VALUES('c5e3f9eb14f1772b2663ee13cd4bf309f35287c51184b35dfd0abb497e582f3a.py','sha256:aed7710609c6ffaa0f8b900dade62dd19c14e07b3066049069c6a638697e646b');
INSERT INTO "files" VALUES('f7f4f48e1dc29987bfd0a495eaea2b1dc4c720bc504688223210962349166f0a.py','sha256:7ba61339ef2c9c270f34fda1b45e0d6a044f490016d4d58dcf541aeef54856a5');
CREATE TABLE names (
	book TEXT NOT NULL, 
	student TEXT NOT NULL, 
	name TEXT, 
	PRIMARY KEY (book, student)
);
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	book TEXT NOT NULL, 
	terms JSON NOT NULL, 
	terms_digest TEXT NOT NULL, 
	fresh BOOLEAN NOT NULL, 
	started TEXT NOT NULL, 
	finished TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'{folder}','{"slug": "tiny", "exercise_digest": "sha256:a8b06dc092e508b690260f04dd0b85d07f826923b3c0166f5df29b89db3a0360", "seed": 5, "timeout_s": 2.0, "isolation": "require", "versions": {"python": "3.11.7", "gradetape": "0.1.0", "numpy": "2.4.6", "tensorflow": "2.21.0", "keras": "3.15.1"}}','sha256:b3ce86f2ed5b26808ec428f5a306bb602e190a21a600f778484d48ab3629c5f4',0,'2026-11-28T19:45:13+00:00','2026-11-28T19:45:19+00:00');
CREATE TABLE submissions (
	digest TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	content JSON NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "submissions" VALUES('sha256:ca14e2c51b20e72549feaf827cbc37e0a3e752d880c09ca13f8e0fef261e89c5','sha256:3bc6e2f032d9023a589b6624f45350d048bb6c0ad1ad4dee993b4ad60aa76fe6','{"path": "hanna.py", "module_name": "hanna", "digest": "sha256:08c432e58ff74bfefe7997d6ba78e1340b4d22a91b5d53fad0832c3328171af7", "cells": [{"number": null, "source": "def double(x):\n    raise ValueError(''no'')\n\n\ndef add(x, y):\n    return x + y\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:dabb958e6d365060e69a226b3fc7482f8d843165201f35b7c0701bbb2e45b1d3','sha256:6bb87eb28d5968c1817c4636115760870b079850bd8d3243eb5b97d9ce9436d8','{"path": "anna.py", "module_name": "anna", "digest": "sha256:162ea60fd1587fc4e868513869a3930071fb712049728c7edad60c6998623884", "cells": [{"number": null, "source": "def double(x):\n    return 2 * x\n\n\ndef add(x, y):\n    return x + y\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:0b6309d569d4970e244eae48cbe1704f303db5397ce9f9c739767a8f7b6660bf','sha256:f21816fc268a252579fc3195254d5018022238012e1945e6823cc1e987502ccc','{"path": "vira.py", "module_name": "vira", "digest": "sha256:4ef3968d3690bf54f45178317e5cc047fe026e09e5e3bc9ea847e041b34246d7", "cells": [{"number": null, "source": "def double(x):\n    return 2 * x\n\n\ndef add(x, y):\n    import sys\n    sys.exit(3)\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:34f52c23f189a61b0d23a9863af3649fe2aa5b071b8b938149517a5f06d6258a','sha256:20dc80724498e2698a15a45bb4d022f35bbab769933fb0691ce2d2afaec8b2ee','{"path": "bohdan.py", "module_name": "bohdan", "digest": "sha256:7b4f6129b23abc223d9318953d33c9a98d291389e3e5be75d53d4967d84d2d44", "cells": [{"number": null, "source": "def double(x):\n    return 2 * x\n\n\ndef add(x, y):\n    return x - y\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:c44fabf0d6af268e46b4497ceb5e710c92e585584999b2abcacf23e9ec06b927','sha256:23b308d09da3663b357a3e596e837ff0f25e7b33cdd38d41ffa276e035e39991','{"path": "olha.py", "module_name": "olha", "digest": "sha256:b0a0e85ef238bb9404a8aee718bc5dc1218123c58642ba36f92b75ecfb7eb497", "cells": [{"number": null, "source": "def double(x):\n    return ''a'' * 40000000 and [bytearray(200 << 20) for _ in range(40)]\n\n\ndef add(x, y):\n    return x + y\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:077edb44d09e8c382d48b5ceb542189f9b9c201fd6c090a48e8b6ab4c91a139b','sha256:50b89069d9f289acc0e3d50494706c1b54f45b969b51d6d3ce6d2d4559c8fda2','{"path": "ivan.py", "module_name": "ivan", "digest": "sha256:c59cce2421681cde66608b00cd1ba873075dbda717b4d95d65931f200faa833c", "cells": [{"number": null, "source": "import nonesuch\nprint(nonesuch.x)\nvalue = int(''x'')\n\n\ndef double(x):\n    raise NotImplementedError\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:aed7710609c6ffaa0f8b900dade62dd19c14e07b3066049069c6a638697e646b','sha256:088812731a5612ccce2e060af0a7db51705e5ba5332c508f4e4eb8eb8f32861a','{"path": "eva.py", "module_name": "eva", "digest": "sha256:c5e3f9eb14f1772b2663ee13cd4bf309f35287c51184b35dfd0abb497e582f3a", "cells": [{"number": null, "source": "def double(x):\n    while True: pass\n\n\ndef add(x, y):\n    return x + y\n", "executed": false}], "student": null}');
INSERT INTO "submissions" VALUES('sha256:7ba61339ef2c9c270f34fda1b45e0d6a044f490016d4d58dcf541aeef54856a5','sha256:7ba61339ef2c9c270f34fda1b45e0d6a044f490016d4d58dcf541aeef54856a5','{"path": "dmytro.py", "module_name": "dmytro", "digest": "sha256:f7f4f48e1dc29987bfd0a495eaea2b1dc4c720bc504688223210962349166f0a", "cells": [{"number": null, "source": "def double(x:\n    return 2 * x\n", "executed": false}], "student": null}');
CREATE TABLE verdicts (
	attempt INTEGER NOT NULL, 
	"check" TEXT NOT NULL, 
	part TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	cause TEXT, 
	trap TEXT, 
	misconception TEXT, 
	score FLOAT NOT NULL, 
	max_score FLOAT NOT NULL, 
	PRIMARY KEY (attempt, "check"), 
	FOREIGN KEY(attempt) REFERENCES attempts (id)
);
INSERT INTO "verdicts" VALUES(1,'doubles','double','passed',NULL,NULL,NULL,6.0,6.0);
INSERT INTO "verdicts" VALUES(1,'adds','add','passed',NULL,NULL,NULL,4.0,4.0);
INSERT INTO "verdicts" VALUES(3,'doubles','double','not_reached','unavailable',NULL,NULL,0.0,6.0);
INSERT INTO "verdicts" VALUES(3,'adds','add','not_reached','unavailable',NULL,NULL,0.0,4.0);
INSERT INTO "verdicts" VALUES(4,'doubles','double','failed','raised',NULL,NULL,0.0,6.0);
INSERT INTO "verdicts" VALUES(4,'adds','add','passed',NULL,NULL,NULL,4.0,4.0);
INSERT INTO "verdicts" VALUES(5,'doubles','double','not_reached','not_attempted',NULL,NULL,0.0,6.0);
INSERT INTO "verdicts" VALUES(5,'adds','add','not_reached','missing',NULL,NULL,0.0,4.0);
INSERT INTO "verdicts" VALUES(6,'doubles','double','failed','out_of_memory',NULL,NULL,0.0,6.0);
INSERT INTO "verdicts" VALUES(6,'adds','add','passed',NULL,NULL,NULL,4.0,4.0);
INSERT INTO "verdicts" VALUES(7,'doubles','double','passed',NULL,NULL,NULL,6.0,6.0);
INSERT INTO "verdicts" VALUES(7,'adds','add','failed','raised',NULL,NULL,0.0,4.0);
INSERT INTO "verdicts" VALUES(8,'doubles','double','failed','timed_out',NULL,NULL,0.0,6.0);
INSERT INTO "verdicts" VALUES(8,'adds','add','not_reached','timed_out',NULL,NULL,0.0,4.0);
CREATE INDEX ix_runs_book ON runs (book);
CREATE INDEX ix_submissions_fingerprint ON submissions (fingerprint);
CREATE INDEX attempts_by_terms ON attempts (terms_digest, digest);
CREATE INDEX ix_entries_digest ON entries (digest);
COMMIT;
