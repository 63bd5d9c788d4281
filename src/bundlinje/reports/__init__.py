"""Reports: a result as sections of text, tables and charts, and the files they become.

`content` is what a report consists of, `calculation_report` builds one from a result, `charts`
draws, and `html` is the first renderer.
"""
