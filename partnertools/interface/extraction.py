"""Templates, scripts and modules -> the messages in them, and catalogues that have just these.

What is for people in `layouts/` and in the package is a message: an argument of `gettext`,
`ngettext` or `pgettext`, in templates also of `_` and `{% trans %}`.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract as extract_from
from babel.messages.plurals import get_plural

from partnertools.interface import po
from partnertools.interface.catalogues import FOLDER, TEMPLATE
from partnertools.interface.messages import FUZZY, Entry, Messages
from partnertools.interface.words import SOURCE
from partnertools.model.words import PLACEHOLDER

PACKAGE = Path(__file__).parents[1]
# The functions that take messages, and at which places.
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# What stands in each module that calls one of them; `_` is for templates alone.
CALL = b"gettext("
TRANSLATORS = "translators:"
# How the files of each suffix are read.
METHODS = {".html": "jinja2", ".js": "javascript", ".py": "python"}
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "jinja2": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"},
    "javascript": {"jsx": False, "parse_template_string": True},
    "python": {},
}
# Scripts for other people's websites are published as they are, for good.
NOT_OURS = ("hosts", "layouts")
FORMAT = "python-format"
# How much of a text must be the same for it to be taken for one that was changed, from 0 to 1.
ALIKE = 0.6
TEMPLATE_ABOUT = ("All messages of the interface: `partnertools translate interface` writes it.",)
UNREVIEWED = (
    "No native speaker has reviewed this translation yet. Whoever does so removes this line."
)


def of_layouts(folder: Path) -> tuple[Entry, ...]:
    """Return the messages of a folder of layouts, file by file."""
    return _of_folder(folder, "layouts", (".html", ".js"))


def of_package() -> tuple[Entry, ...]:
    """Return the messages of the package, module by module."""
    return _of_folder(PACKAGE, PACKAGE.name, (".py",))


def join(*found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return messages, each once; one that stands at several places names all of them."""
    entries: dict[tuple[str, str], Entry] = {}
    for one in itertools.chain(*found):
        key = one.context, one.id
        entries[key] = _join_two(entries[key], one) if key in entries else one
    return tuple(entries.values())


def _of_folder(folder: Path, name: str, suffixes: Sequence[str]) -> tuple[Entry, ...]:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in suffixes]
    names = {path: path.relative_to(folder) for path in paths}
    return join(
        *(
            _of_file(path, f"{name}/{within.as_posix()}")
            for path, within in names.items()
            if within.parts[0] not in NOT_OURS
        )
    )


def _of_file(path: Path, name: str) -> Iterator[Entry]:
    method = METHODS[path.suffix]
    data = path.read_bytes()
    # Most modules say nothing to people, and reading one takes long.
    if method == "python" and CALL not in data:
        return
    with BytesIO(data) as file:
        found = extract_from(method, file, KEYWORDS, (TRANSLATORS,), OPTIONS[method], True)
        for line, message, hints, context in found:
            one, *more = [message] if isinstance(message, str) else message
            plural = more[0] if more else ""
            yield Entry(
                line=line,
                context=context or "",
                id=one,
                strings=("",),
                lines=(0,),
                plural=plural,
                hints=tuple(hint for hint in hints if hint),
                references=(name,),
                flags=(FORMAT,) if PLACEHOLDER.search(one + plural) else (),
            )


def _join_two(first: Entry, second: Entry) -> Entry:
    """Return a message that stands at two places."""
    return replace(
        first,
        plural=first.plural or second.plural,
        hints=tuple(dict.fromkeys((*first.hints, *second.hints))),
        references=tuple(dict.fromkeys((*first.references, *second.references))),
        flags=tuple(dict.fromkeys((*first.flags, *second.flags))),
    )


def begin(language: str) -> Messages:
    """Return a catalogue without messages for a language; without one, that of all languages."""
    forms = get_plural(language.replace("-", "_") or SOURCE)
    header = {
        "Project-Id-Version": "partnertools",
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": str(forms),
    }
    path = Path(FOLDER, f"{language}.po" if language else TEMPLATE)
    about = (f"The words of the interface: {language}.", UNREVIEWED) if language else TEMPLATE_ABOUT
    return Messages(path, (), header, (), about, forms.num_plurals, forms.plural_expr)


def merge(wanted: Iterable[Entry], known: Messages) -> Messages:
    """Return a catalogue of just the wanted messages, with the translations that another one has.

    One whose English was changed takes its translation along as fuzzy. What nobody wants any more
    is kept as obsolete.
    """
    there = {(one.context, one.id): one for one in (*known.obsolete, *known.entries)}
    new = {(one.context, one.id): one for one in wanted}
    gone = {
        key: one
        for key, one in there.items()
        if key not in new and any(one.strings) and not one.is_obsolete
    }
    entries = []
    for key, one in new.items():
        old = there.get(key)
        if old is None and (near := _find_nearest(one, gone)):
            old = gone.pop(near)
            flags = (FUZZY, *(flag for flag in old.flags if flag != FUZZY))
            old = replace(old, flags=flags, before=f"msgid {po.quote(old.id)}")
        entries.append(_take_translation(one, old, known.forms))
    kept = [
        replace(one, is_obsolete=True, hints=(), references=())
        for key, one in there.items()
        if key in gone or (one.is_obsolete and key not in new)
    ]
    return replace(known, entries=tuple(entries), obsolete=tuple(kept))


def _find_nearest(entry: Entry, gone: Mapping[tuple[str, str], Entry]) -> tuple[str, str] | None:
    """Return the message that is gone of which one is probably a new wording."""
    same = [k for k, one in gone.items() if bool(one.plural) == bool(entry.plural)]
    by_text = {text: (context, text) for context, text in same if context == entry.context}
    near = get_close_matches(entry.id, by_text, n=1, cutoff=ALIKE)
    return by_text[near[0]] if near else None


def _take_translation(entry: Entry, old: Entry | None, forms: int) -> Entry:
    count = forms if entry.plural else 1
    strings = old.strings if old and len(old.strings) == count else ("",) * count
    if old is None:
        return replace(entry, strings=strings, lines=(0,) * count)
    is_fuzzy = old.is_fuzzy and any(strings)
    return replace(
        entry,
        strings=strings,
        lines=(0,) * count,
        comments=old.comments,
        flags=(FUZZY, *entry.flags) if is_fuzzy else entry.flags,
        before=old.before if is_fuzzy else "",
    )


def share(entries: Sequence[Entry]) -> str:
    """Say how many messages of a catalogue are translated."""
    done = sum(entry.is_translated for entry in entries)
    fuzzy = sum(entry.is_fuzzy for entry in entries)
    return f"{done} of {len(entries)} translated" + (f", {fuzzy} fuzzy" if fuzzy else "")
