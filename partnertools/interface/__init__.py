"""The words of the interface in one language: gettext catalogues -> what pages and PDFs say.

`po` reads and writes catalogues, those of the interface and those of content alike: `messages` says
what stands in them, `plurals` which form a number takes, `translations` what is wrong with one.
`catalogues` finds those of a language; `words` has the `Interface` that pages and PDFs ask.
`extraction` finds the messages in templates, scripts and modules, and `untranslated` says which of
them a language lacks.
"""
