"""What Canvas and Moodle give to instructors: gradebooks to fill in."""

from __future__ import annotations

EXPORT = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (4710),Training loops (4711),Current Score,Final Score\r\n"
    ",,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,5.0,20.0,(read only),(read only)\r\n"
    '"Doe, Jane",41,,jd,"A, B",4.0,,80,80\r\n'
    '"=2+3, Ed",99,,ed,A,EX,3.5,1,1\r\n'
    '"Ґудзь, Мар\'яна",42,,mg,A,,1,,\r\n'
)


WORKSHEETS = {
    "en": (
        "Identifier,Full name,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),"
        "Last modified (grade),Feedback comments\r\n"
        "Participant 41,Jane Doe,Submitted,,100.00,Yes,-,-,\r\n"
        'Participant 42,Мар\'яна Ґудзь,Submitted,3.00,100.00,Yes,-,-,"Well,\r\ndone"\r\n'
        "Participant 77,Nobody,No submission,,100.00,Yes,-,-,\r\n"
    ),
    "uk": (
        "\N{BYTE ORDER MARK}Ідентифікатор;Повне ім'я;Статус;Оцінка;Найвища оцінка;Оцінку можна змінити;Востаннє змінено\r\n"
        "Учасник 41;Jane Doe;Здано;;12,00;Так;-\r\n"
        "Учасник 42;Мар'яна Ґудзь;Здано;3,00;12,00;Так;-\r\n"
        "Учасник 77;Nobody;Не здано;;12,00;Так;-\r\n"
    ),
}
