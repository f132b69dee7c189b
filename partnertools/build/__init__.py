"""The build: what is made, each thing once from its inputs, and written together.

`site` is the table of contents, `printing` turns documents into PDFs, `cache` keeps what was made
before, `packets` makes a packet on demand.
"""
