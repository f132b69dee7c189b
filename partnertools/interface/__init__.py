"""The words of the interface in one language: gettext catalogues -> what pages and PDFs say.

`po` reads catalogues, those of the interface and those of content alike, and names the mistakes in
them; `catalogues` finds those of a language; `words` has the `Interface` that pages and PDFs ask.
`extraction` finds the messages in templates, scripts and modules.
"""
