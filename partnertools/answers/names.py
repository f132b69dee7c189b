"""A table and a pattern -> the names of the files for its rows, such as every system takes."""

import re
from unicodedata import normalize

from partnertools.answers.table import Row, Table
from partnertools.model.values import key
from partnertools.problems import Problem, UserError, Where, choose
from partnertools.typography import name_character, strip_invisible

SUFFIX = ".pdf"
# A file's name with its suffix. File systems count bytes, people and Windows count characters.
MOST_CHARACTERS = 120
MOST_BYTES = 240
UNSAFE = '/\\:*?"<>|'
HYPHENS = str.maketrans(UNSAFE, "-" * len(UNSAFE))
# Names of devices, with any suffix ("Naming Files, Paths, and Namespaces", learn.microsoft.com).
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[1-9¹²³])\s*(\..*)?", re.I)
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NUMBER = "row"
# A message names at most so many columns.
TOLD = 20


class Names:
    """The names of files, each given once."""

    def __init__(self, table: Table, pattern: str) -> None:
        self.table = table
        self.width = len(str(table.count))
        self.taken: dict[str, str] = {}
        self.parts: list[str] = []
        # What the pattern asks for: such a column is of use though it fills no field.
        self.columns: frozenset[str] = frozenset()
        where = Where(table.path, table.header)
        if not pattern:
            self.parts = ["", NUMBER, "-", table.columns[0], ""]
            return
        problems = []
        known = {key(name): name for name in table.columns} | {NUMBER: NUMBER}
        self.parts = PLACEHOLDER.split(strip_invisible(pattern))
        if self.parts[-1].lower().endswith(SUFFIX):
            self.parts[-1] = self.parts[-1][: -len(SUFFIX)]
        words = "".join(self.parts[::2])
        for char in sorted({c for c in words if _is_unsafe(c) or c in "{}"}):
            what = f"the pattern of the names has {name_character(char)}"
            problems.append(Problem(where, what, "use letters, digits, spaces, hyphens, {column}"))
        for place in range(1, len(self.parts), 2):
            name = self.parts[place]
            if key(name) not in known:
                what = f"the pattern of the names asks for `{{{name}}}`, which is no column"
                problems.append(Problem(where, what, choose(key(name), tuple(known)[:TOLD])))
            else:
                self.parts[place] = known[key(name)]
        if problems:
            raise UserError(problems)
        self.columns = frozenset(self.parts[1::2]) - {NUMBER}

    def of_row(self, row: Row) -> str | Problem:
        """Return the name of a row's file, or why it can't have one."""
        values = {**row.values, NUMBER: f"{row.number:0{self.width}}"}
        spelled = [values[p] if place % 2 else p for place, p in enumerate(self.parts)]
        stem = _safe("".join(spelled))
        where = Where(self.table.path, row.line)
        remedy = "fill the cells that name the file, or put {row} into the pattern"
        if not stem:
            return Problem(where, "the name of its file is empty", remedy)
        if RESERVED.fullmatch(stem):
            what = f"its file would be named `{stem}`, which Windows reserves for a device"
            return Problem(where, what, "put {row} into the pattern, or change the cell")
        name = stem + SUFFIX
        other = self.taken.setdefault(_fold(name), f"the row on line {row.line}")
        if other != f"the row on line {row.line}":
            what = f"its file would be named `{name}`, as that of {other}"
            return Problem(where, what, "put {row} into the pattern, or change one of the cells")
        return name


def _is_unsafe(char: str) -> bool:
    # What isn't printable are control characters, and those that change how others are shown.
    return char in UNSAFE or not char.isprintable()


def _safe(text: str) -> str:
    """Return text as the stem of a file's name that every system takes; empty if nothing is left.

    Spaces, dots and hyphens at its ends go: they hide files, or Windows drops them.
    """
    text = " ".join(normalize("NFC", strip_invisible(text)).split())
    stem = text.translate(HYPHENS)
    if not stem.isprintable():
        stem = "".join("-" if _is_unsafe(char) else char for char in stem)
    stem = stem.strip(" .-")
    stem = stem[: MOST_CHARACTERS - len(SUFFIX)]
    stem = stem.encode("utf-8")[: MOST_BYTES - len(SUFFIX)].decode("utf-8", "ignore")
    return stem.rstrip(" .-")


def _fold(name: str) -> str:
    """Return what is equal for names that some file system takes for the same."""
    return normalize("NFC", normalize("NFC", name).casefold())
