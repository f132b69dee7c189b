"""Print sheets -> finished PDFs. Nothing outside this folder knows WeasyPrint.

`rendering` lays a sheet out and calls the finishing stages, in order: `controls` (the form),
`structure` (the tags, out of what WeasyPrint has `tagged`), `metadata` (what the file says of
itself). `breaks` says what isn't kept together, `room` fills the pages; `links`, `words`, `fonts`
and `pictures` serve them all; `right_to_left` makes the face for typed Arabic and Hebrew.
"""
