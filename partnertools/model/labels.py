"""Names that people give: to a round, to who asks for answers."""

from unicodedata import category, normalize

# What a label may not have: controls, what nobody sees or what turns the text beside it, halves of
# characters, ends of lines (Unicode, general categories).
NOT_IN_LABELS = ("Cc", "Cf", "Cs", "Zl", "Zp")
LONGEST_LABEL = 80


def read_label(value: object) -> str:
    """Read the name of a round, or of who asks for answers; empty where it is none.

    A page reads it the same way: `layouts/scripts/labels.js`.
    """
    if not isinstance(value, str) or any(category(char) in NOT_IN_LABELS for char in value):
        return ""
    label = normalize("NFC", " ".join(value.split()))
    return label if len(label) <= LONGEST_LABEL else ""
