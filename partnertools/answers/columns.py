"""Columns of a table -> the fields that they mean.

A column is named after a field: by its id, by its id without the worksheet, which means it in all
of them, or by the last parts of its id. Capitals, spaces for hyphens, and what nobody sees make no
difference. It is so in tables that fill packets and in those that come back. Pages do the same
(`layouts/scripts/compare/columns.js`); the vectors of `formats/vectors/comparing.json` hold for
both.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from partnertools.model.values import key
from partnertools.model.words import Message, gettext, ngettext
from partnertools.problems import Problem, Where

# What columns say of a copy, in tables that `collect` and the page have written.
ABOUT = ("file", "worksheet", "version", "language", "round")
# A message names at most so many fields.
MEANT = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the ids of the fields that it means; `is_one` where it names a single one's."""

    name: str
    fields: tuple[str, ...]
    is_one: bool


class FieldNames:
    """Fields by all the names that a column may have."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids: dict[str, str] = {}
        self.everywhere: dict[str, list[str]] = {}
        self.endings: dict[str, set[str]] = {}
        for name in ids:
            self.ids[key(name)] = name
            rest = name.partition(".")[2] or name
            self.everywhere.setdefault(rest, []).append(name)
            parts = rest.split(".")
            for start in range(len(parts)):
                self.endings.setdefault(key(".".join(parts[start:])), set()).add(rest)

    def find(self, name: str) -> list[str]:
        """Return the ids without a tool that a column may mean: the shortest, at best one."""
        fitting = self.endings.get(key(name), set())
        shortest = min((rest.count(".") for rest in fitting), default=0)
        return sorted(rest for rest in fitting if rest.count(".") == shortest)

    def short(self, rest: str) -> str:
        """Return the shortest name of an id without a tool."""
        parts = rest.split(".")
        endings = (".".join(parts[start:]) for start in range(len(parts) - 1, -1, -1))
        return next(ending for ending in endings if self.find(ending) == [rest])

    def nearest(self, name: str) -> str:
        """Return the name of a field that somebody probably meant; empty where there is none."""
        near = get_close_matches(key(name)[:200], self._known, n=1)
        return self._known[near[0]] if near else ""

    @cached_property
    def _known(self) -> dict[str, str]:
        short = [self.short(rest) for rest in self.everywhere]
        return {key(name): name for name in short} | self.ids

    def examples(self) -> Message:
        """Return a remedy that names a few fields: first what the most tools ask for."""
        often = Counter({rest: len(ids) for rest, ids in self.everywhere.items()}).most_common(4)
        names = ", ".join(f"`{self.short(rest)}`" for rest, _ in often)
        return gettext("Name it after a field, such as %(names)s.", names=names)


def assign(
    names: Sequence[str], fields: FieldNames, where: Where, told: int, known: Container[str] = ()
) -> tuple[list[Column], list[Problem]]:
    """Return the columns that mean fields, and what is wrong with the others.

    Those in `known` need mean none. At most `told` of the unknown ones are named.
    """
    columns: list[Column] = []
    problems: list[Problem] = []
    unknown: list[str] = []
    taken: dict[tuple[str, bool], str] = {}
    for name in names:
        one = fields.ids.get(key(name))
        found = [] if one else fields.find(name)
        if len(found) > 1:
            problems.append(Problem(where, *_say_several(name, found)))
        elif not one and not found:
            if name not in known:
                unknown.append(name)
        elif (other := taken.setdefault((one or found[0], bool(one)), name)) != name:
            what = gettext(
                "the columns `%(one)s` and `%(other)s` fill the same field.", one=other, other=name
            )
            remedy = gettext("Remove `%(column)s`, which was left out.", column=name)
            problems.append(Problem(where, what, remedy))
        else:
            ids = (one,) if one else tuple(fields.everywhere[found[0]])
            columns.append(Column(name, ids, bool(one)))
    problems += _tell_unknown(unknown, fields, where, told)
    # What is meant for one tool comes after what is meant for all, and so prevails.
    return sorted(columns, key=lambda column: column.is_one), problems


def _say_several(name: str, found: Sequence[str]) -> tuple[Message, Message]:
    meant = ", ".join([*(f"`{rest}`" for rest in found[:MEANT]), *("…" for _ in found[MEANT:][:1])])
    what = ngettext(
        "the column `%(name)s` may be one of %(count)s field: %(fields)s.",
        "the column `%(name)s` may be one of %(count)s fields: %(fields)s.",
        len(found),
        name=name,
        fields=meant,
    )
    return what, gettext("Name the column after one of them in full.")


def _tell_unknown(
    unknown: Sequence[str], fields: FieldNames, where: Where, told: int
) -> Iterator[Problem]:
    for name in unknown[:told]:
        near = fields.nearest(name)
        remedy = gettext("Did you mean `%(name)s`?", name=near) if near else fields.examples()
        yield Problem(where, gettext("the column `%(name)s` names no field.", name=name), remedy)
    if more := len(unknown[told:]):
        what = ngettext(
            "%(count)s more column names no field.", "%(count)s more columns name no field.", more
        )
        yield Problem(where, what, gettext("Remove what is not needed."))
