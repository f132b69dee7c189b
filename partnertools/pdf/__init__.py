"""Print sheets -> finished PDFs, and what becomes of them.

`job` says what is to be painted. `paint` lays it out and calls the finishing stages, in order:
`fields` (the form), `structure` (the tags), `metadata` (what the file says of itself). `breaks`,
`links`, `words`, `fonts`, `pictures`, `appearances` and `acroform` serve them. Finished files:
`plan` reads what a form has, `fill` adds answers to it, `flatten` makes them part of the page,
`impose` arranges pages for folding.
"""
