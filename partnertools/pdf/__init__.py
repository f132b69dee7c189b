"""Print sheets -> finished PDFs.

`paint` lays a sheet out and calls the finishing stages, in order: `structure` (the tags),
`fields` (the form), `metadata` (what the file says of itself). `fonts` and `appearances` serve
them.
"""
