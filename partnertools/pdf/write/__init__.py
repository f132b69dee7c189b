"""Print sheets -> finished PDFs. Nothing outside this folder knows WeasyPrint.

`rendering` lays a sheet out and calls the finishing stages, in order: `controls` (the form),
`structure` (the tags), `metadata` (what the file says of itself). `breaks`, `links`, `words`,
`fonts` and `pictures` serve them.
"""
