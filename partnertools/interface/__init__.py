"""The words of the interface in one language: catalogues -> what pages and PDFs say.

`po` reads gettext catalogues, those of the interface and those of content alike, and names the
mistakes in them.
"""
