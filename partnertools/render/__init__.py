"""A toolkit's documents -> text: pages for the site, print sheets, and what programs read.

`pages` renders documents through the templates of `layouts/`, `prose` the Markdown in them, and
`shown` keeps what is the same on several pages of one; `downloads` are the files that pages offer,
`embeds` what other websites name, and `hrefs` says where links lead. `layout_files` reads the
layouts, and `layout_mistakes` tells designers what is wrong with their templates, `style_mistakes`
what is wrong with styles; `scripts` joins the modules of the pages' script; `typefaces` says what
text is set in; `tokens` finds colors that can't be read; `mirroring` turns styles of paper round
for languages from right to left; `languages` says which words on a page are in another one. `codes`
draws the codes that lead from paper to a page; `comparison` says what the page that compares
answers knows; `data` writes JSON, `hosting` header files for web servers, `sitemap` what search
engines read; `redirects` says where former addresses lead.
"""
