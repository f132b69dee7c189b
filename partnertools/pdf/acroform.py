"""What the writer and the readers of our forms share: flags and keys of field dictionaries."""

# Flags of fields of any type (ISO 32000-1, table 221).
READ_ONLY = 1 << 0
REQUIRED = 1 << 1
# A flag of buttons that are pressed, and hold no value (table 226).
PUSH_BUTTON = 1 << 16
# A key of our own, on the top field of a tool: slug, version and language of its answers. `/TM`
# would be the standard's, but programs take it in place of the whole name.
FORM_KEY = "PartnertoolsForm"
# Another one, on a text field: what may be typed there, in JSON.
VALUE_KEY = "PartnertoolsValue"
# Keys of our own in the document's information (ISO 32000-1, 14.3.3), by their names in an answer
# file: the round of the answers, and who has asked for them.
LABEL_KEYS = {"round": "PartnertoolsRound", "for": "PartnertoolsFor"}
# At which side of its field text stands (ISO 32000-1, table 222).
SIDE_KEY = "Q"
RIGHT = 2
# A key of our own, on the font with letters from right to left: what it takes to set text in it.
SHAPING_KEY = "PartnertoolsShaping"
