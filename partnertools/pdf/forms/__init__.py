"""Finished PDFs with fields. Nothing here needs WeasyPrint.

`plan` reads what a form has, `fill` adds answers to it, `read` takes them out, `joined` tells the
copies of one file apart, `flatten` makes answers part of the page; `appearances` draws what a field
shows, `bidirectional` breaks and orders its lines where letters run from right to left,
`value_types` says what it takes.
"""
