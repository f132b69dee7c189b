"""Print sheets -> finished PDFs, and what becomes of them.

`job` says what is to be rendered, and what comes of it; `typefaces` makes faces for scripts other
than Latin. `write` makes PDFs, `forms` fills and flattens finished ones, `impose` arranges their
pages for folding, which `page_forms` reads, and `print_note` says how to print them. `acroform`
and `metrics` say what both sides of a form have to know, `shaping` and `bidi` how text with Arabic
or Hebrew letters is set in it.
"""
