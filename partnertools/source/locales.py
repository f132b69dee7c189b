"""Texts, and a catalogue of their translations -> the catalogue that translators go on with.

A text whose English is another one takes its translation along as *fuzzy*, with what it was of;
no other translation becomes so. What is gone is kept as obsolete at the end.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from partnertools.interface import po
from partnertools.interface.messages import FUZZY, Entry, Messages
from partnertools.model.languages import Translation, spell
from partnertools.problems import Problem, Where
from partnertools.source.settings import LANGUAGE_REMEDY, judge_code
from partnertools.source.sources import LOCALES
from partnertools.source.texts import WrittenText

MARKDOWN = "markdown-text"
# Which texts of one place are taken for one that has changed, from 0 to 1.
ALIKE = 0.5
ABOUT = (
    "Write the translation of each `msgid` into the `msgstr` below it. What is in brackets behind",
    "a link, `(…)`, is an address: keep it as it is, and keep `**bold**` and `*italics*` marks.",
    "What has no translation is shown in the language of the source.",
    "",
    "No native speaker has reviewed this translation yet. Whoever does so removes this line.",
)


def path(content: Path, language: str) -> Path:
    """Return where the translations into a language stand."""
    return content / LOCALES / f"{language}.po"


def problems(content: Path) -> Iterator[Problem]:
    """Yield the catalogues that are of no language."""
    for path in sorted((content / LOCALES).glob("*.po")):
        if mistake := judge_code(path.stem):
            what = f"`{path.stem}` is no code of a language"
            remedy = "name the file by one, such as `es.po` or `pt-BR.po`"
            if mistake[1] != LANGUAGE_REMEDY:
                remedy = f"rename it to `{spell(path.stem)}.po`"
            yield Problem(Where(path), what, remedy)


def notes(content: Path, languages: Collection[str]) -> Iterator[Problem]:
    """Yield the catalogues of languages in which the toolkit is not published."""
    for path in sorted((content / LOCALES).glob("*.po")):
        if path.stem not in languages and not judge_code(path.stem):
            what = f"nothing is published in `{path.stem}`"
            remedy = "name it under `languages` in `toolkit.yaml` once people may see it"
            yield Problem(Where(path), what, remedy)


def merge(texts: Iterable[WrittenText], known: Messages, root: Path) -> Messages:
    """Return a catalogue of texts, with the translations that another one has for them.

    References are relative to the folder `root`.
    """
    wanted = {(text.context, text.text): text for text in texts}
    there = {(one.context, one.id): one for one in (*known.obsolete, *known.entries)}
    gone = [one for one in known.entries if (one.context, one.id) not in wanted and _is_begun(one)]
    entries = {
        key: _entry(text, root, there.get(key)) for key, text in wanted.items() if key in there
    }
    new = [text for key, text in wanted.items() if key not in there]
    for text, old in _pair_moved(new, gone):
        entries[text.context, text.text] = _entry(text, root, old)
        gone.remove(old)
    new = [text for text in new if (text.context, text.text) not in entries]
    for text, old in _pair_changed(new, gone):
        before = old.before if old.is_fuzzy and old.before else f"msgid {po.quote(old.id)}"
        flags = tuple(dict.fromkeys((FUZZY, *old.flags)))
        fuzzy = replace(old, flags=flags, before=before)
        entries[text.context, text.text] = _entry(text, root, fuzzy)
        gone.remove(old)
    kept = {(one.context, one.id) for one in gone} | set(entries)
    obsolete = [one for one in known.obsolete if (one.context, one.id) not in kept]
    return Messages(
        known.path,
        tuple(entries.get(key) or _entry(text, root, None) for key, text in wanted.items()),
        known.header,
        (*obsolete, *(replace(one, is_obsolete=True) for one in gone)),
        known.comments,
    )


def share(texts: Iterable[WrittenText], known: Messages, language: str) -> Translation:
    """Return how many of the texts are translated."""
    entries = {(one.context, one.id): one for one in known.entries}
    found = [entries.get((text.context, text.text)) for text in texts]
    translated = sum(one is not None and one.is_translated for one in found)
    fuzzy = sum(one is not None and one.is_fuzzy and any(one.strings) for one in found)
    return Translation(language, len(found), translated, fuzzy)


def begin(path: Path, title: str, language: str, source: str) -> Messages:
    """Return a catalogue without messages, of a toolkit in the language `source`."""
    header = {
        "Project-Id-Version": title,
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": source,
    }
    return Messages(path, header=header, comments=(f"{title}: {language}", "", *ABOUT))


def _is_begun(entry: Entry) -> bool:
    return any(entry.strings)


def _entry(text: WrittenText, root: Path, old: Entry | None) -> Entry:
    """Return the message of a text, with what an old one has of translators."""
    # A translation that has been looked at again needs no more what it was of.
    own = [flag for flag in (old.flags if old else ()) if flag != MARKDOWN]
    flags = (*own, MARKDOWN) if text.is_markdown else tuple(own)
    reference = Path(os.path.relpath(text.where.path, root)).as_posix()
    return Entry(
        line=0,
        context=text.context,
        id=text.text,
        strings=old.strings if old else ("",),
        lines=(0,),
        comments=old.comments if old else (),
        hints=text.about,
        references=(reference,),
        flags=flags,
        before=old.before if old and old.is_fuzzy else "",
    )


def _pair_moved(
    texts: Sequence[WrittenText], gone: Sequence[Entry]
) -> Iterator[tuple[WrittenText, Entry]]:
    """Yield the texts that stand elsewhere now, with their messages."""
    left = [*gone]
    for text in texts:
        same = (o for o in left if o.id == text.text and _part(o.context) == _part(text.context))
        if old := next(same, None):
            left.remove(old)
            yield text, old


def _pair_changed(
    texts: Sequence[WrittenText], gone: Sequence[Entry]
) -> Iterator[tuple[WrittenText, Entry]]:
    """Yield the texts that have taken the place of others, with the messages of those."""
    pairs = []
    for number, text in enumerate(texts):
        for old in gone:
            if old.context == text.context:
                alike = SequenceMatcher(None, old.id, text.text, autojunk=False).ratio()
                if alike >= ALIKE or _part(text.context):
                    pairs.append((-alike, number, old.line, text, old))
    taken: list[object] = []
    for *_, text, old in sorted(pairs, key=lambda pair: pair[:3]):
        if text not in taken and old not in taken:
            taken += [text, old]
            yield text, old


def _part(context: str) -> str:
    """Return the part of a field or a key that a context names; empty for texts of a section."""
    if "#" in context and not context.endswith("/heading"):
        return ""
    part = context.rpartition("/")[2]
    return "" if part == "introduction" else part
