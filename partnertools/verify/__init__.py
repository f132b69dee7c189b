"""A built site -> what independent programs say of it, and which of them could not be asked.

`links` needs no program. `pages` asks axe in Chromium, and looks for words that leave their places;
`markup` asks the Nu HTML checker; `pdfs` asks veraPDF; `layout` looks for words in PDFs that leave
their cells, by PyMuPDF; `pdf_links` follows links within PDFs. `findings` is what all of them
return.
"""
