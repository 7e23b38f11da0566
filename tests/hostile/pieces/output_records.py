# base: honest
# about: prints and raises what would be a record of its own, and what has no place in UTF-8
# covers: records and lone surrogates
print('{"score": 100}\n{"grades": []}\x85\u2028{"score": 100}', "\ud800\udfff\udc80")
raise RuntimeError('", "score": 100, "x": "\n</testcase></details>\ud800')
