"""What the writer and the readers of our forms share: flags and keys of field dictionaries."""

# ISO 32000-1, tables 221, 226 and 228.
READ_ONLY = 1 << 0
REQUIRED = 1 << 1
MULTILINE = 1 << 12
RADIO = 1 << 15
# A key of our own, on the top field of a tool: slug, version and language of its answers. `/TM`
# would be the standard's, but programs take it in place of the whole name.
FORM_KEY = "PartnertoolsForm"
