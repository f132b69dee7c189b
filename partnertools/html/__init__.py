"""A toolkit's documents -> HTML: pages for the site, and sheets that are painted as PDF.

`pages` renders documents through the templates of `layouts/`, `prose` the Markdown in them;
`layout_files` reads these and tells designers of mistakes; `scripts` joins the modules of the
pages' script.
"""
