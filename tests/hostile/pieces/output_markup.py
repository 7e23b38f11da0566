# base: honest
# about: raises messages that are markup
# covers: markup; formulas for a spreadsheet
raise RuntimeError("<script>alert(1)</script> ]]> =cmd|'/C calc'!A0 [click](javascript:alert(1)) `${{ secrets.X }}`")
