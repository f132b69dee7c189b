"""Two boxes of text -> whether a word that was too wide for its line goes on in the next."""

from typing import Any

# As the sheet has it: where a word is broken, a sign that isn't drawn follows the hyphen.
HYPHEN = "-\u2060"


def is_one_word(one: Any, other: Any) -> bool:
    """Return whether a word begins in one box of text and goes on in the next one."""
    if one.element is not other.element or one.element_tag != other.element_tag:
        return False
    parts = (getattr(one, "text", ""), getattr(other, "text", ""))
    if parts[0].endswith(HYPHEN):
        return True
    if not all(parts) or parts[0][-1].isspace() or parts[1][0].isspace():
        return False
    # A blank at the end of a line isn't drawn. What the author wrote tells.
    text = " ".join("".join(one.element.itertext()).split())
    end, start = parts[0].split()[-1], parts[1].split()[0].removesuffix(HYPHEN)
    return f"{end}{start}" in text and f"{end} {start}" not in text
