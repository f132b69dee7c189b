"""The messages of a gettext catalogue, as values, each with its line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from gettext import c2py
from pathlib import Path

from partnertools.interface import plurals

# The flag of a translation that somebody has to look at again.
FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message: `id` is its English, `strings` its translation, one for each form of a plural.

    `plural` is the English plural, empty for a message without one. `line` is that of the `msgid`,
    `lines` those of the strings. `comments` are of translators, `hints` for them, `references` the
    files that have the message, `flags` such as `fuzzy`, `before` the English that a fuzzy
    translation is of. What is obsolete is kept for whoever needs it again.
    """

    line: int
    context: str
    id: str
    strings: tuple[str, ...]
    lines: tuple[int, ...]
    plural: str = ""
    comments: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    before: str = ""
    is_obsolete: bool = False

    @property
    def is_fuzzy(self) -> bool:
        """Return whether somebody has to look at the translation again before it is shown."""
        return FUZZY in self.flags

    @property
    def is_translated(self) -> bool:
        """Return whether there is a translation to be shown."""
        return all(self.strings) and not self.is_fuzzy


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a catalogue in their order, and what its header says, by name.

    `plural` is the rule of the header that says which form of a plural a number takes, of how many
    `forms`.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    header: Mapping[str, str] = field(default_factory=dict)
    obsolete: tuple[Entry, ...] = ()
    comments: tuple[str, ...] = ()
    forms: int = 2
    plural: str = plurals.ENGLISH
    _form: Callable[[int], int] = field(init=False, repr=False, compare=False)
    _shown: Mapping[tuple[str, str], Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find what can be shown."""
        object.__setattr__(self, "_form", c2py(self.plural))
        shown = {(one.context, one.id): one for one in self.entries if one.is_translated}
        object.__setattr__(self, "_shown", shown)

    def __reduce__(self) -> tuple[type["Messages"], tuple[object, ...]]:
        """Return what another process makes it of, which finds by itself what can be shown."""
        return type(self), tuple(getattr(self, one.name) for one in fields(self) if one.init)

    @property
    def translated(self) -> Iterable[tuple[str, str]]:
        """Return the contexts and texts of all messages that have a translation."""
        return self._shown.keys()

    def translate(self, context: str, text: str) -> str | None:
        """Return the translation of a message; None where it is missing or fuzzy."""
        entry = self._shown.get((context, text))
        return entry.strings[0] if entry else None

    def translate_plural(self, context: str, text: str, number: int) -> str | None:
        """Return the translation of a message for a number; None where it is missing or fuzzy."""
        entry = self._shown.get((context, text))
        if entry is None:
            return None
        form = self._form(number)
        return entry.strings[form] if form < len(entry.strings) else None
