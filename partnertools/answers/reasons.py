"""Why a file can't be read, as the system and readers say it -> the same in words to translate.

What is not among them is said as it is, in English.
"""

import csv
import errno
import json
from collections.abc import Mapping

from partnertools.model.words import gettext

SYSTEM = {
    errno.ENOENT: gettext("there is no such file"),
    errno.EACCES: gettext("you may not read it"),
    errno.EPERM: gettext("you may not read it"),
    errno.EISDIR: gettext("it is a folder"),
    errno.EIO: gettext("its disk has an error"),
}
JSON = {
    "Expecting value": gettext("a value is missing"),
    "Expecting property name enclosed in double quotes": gettext(
        "a name in straight double quotes is missing"
    ),
    "Illegal trailing comma": gettext("a comma has nothing behind it"),
    "Expecting ':' delimiter": gettext("a colon is missing"),
    "Expecting ',' delimiter": gettext("a comma is missing"),
    "Unterminated string": gettext("a text is not closed with a quotation mark"),
    "Invalid control character": gettext("a text has a line break or a control character"),
    "Invalid \\": gettext("a backslash stands where none may"),
    "Extra data": gettext("something stands behind its end"),
}
CSV = {
    "unexpected end of data": gettext("a quotation mark is never closed"),
    "field larger than": gettext("a cell is too long"),
    "expected after": gettext("a cell goes on behind its closing quotation mark"),
}


def of_system(error: OSError) -> str:
    """Return why the system doesn't read a file."""
    return SYSTEM.get(error.errno or 0) or error.strerror or str(error)


def of_json(error: json.JSONDecodeError) -> str:
    """Return why a text is no JSON."""
    return _find(error.msg, JSON)


def of_csv(error: csv.Error) -> str:
    """Return why a text is no table."""
    return _find(str(error), CSV)


def _find(said: str, known: Mapping[str, str]) -> str:
    return next((words for part, words in known.items() if part in said), said)
