"""In: the toolkit's content. Out: a table of how hard its texts are to read, as Markdown.

    .venv/bin/python tests/reading_levels.py

The grade is that of Flesch and Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59.
Syllables are where Pyphen would hyphenate, which is a little fewer than one hears. Counted are
sentences of four words and more, of prose and of what choices say; titles and credits are not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pyphen

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from partnertools import source  # noqa: E402  # of this folder
from partnertools.model.prompt import Prompt  # noqa: E402
from partnertools.model.prose import Prose  # noqa: E402
from partnertools.model.toolkit import Document, ToolCard, all_blocks  # noqa: E402
from partnertools.source import markdown  # noqa: E402

FEWEST_WORDS = 4
LONG = 25
WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_hyphens = pyphen.Pyphen(lang="en_US", left=1, right=1)


def sentences(document: Document) -> Iterator[list[str]]:
    """Yield the words of every sentence."""
    for text in _texts(document):
        for sentence in re.split(r"(?<=[.!?:])\s+", text):
            words = WORD.findall(sentence)
            if len(words) >= FEWEST_WORDS:
                yield words


def _texts(document: Document) -> Iterator[str]:
    for block, _ in all_blocks(document):
        if isinstance(block, Prose):
            yield from _of_prose(block)
        elif isinstance(block, ToolCard):
            yield from _of_prose(block.text)
        elif isinstance(block, Prompt):
            yield block.label
            yield block.hint
            for field in block.fields(document.slug):
                for option in field.options:
                    yield from _of_prose(option.text)


def _of_prose(prose: Prose) -> Iterator[str]:
    for token in prose.tokens:
        if token.type == "inline":
            yield markdown.plain(token)


def syllables(word: str) -> int:
    """Return about how many syllables a word has."""
    return len(_hyphens.inserted(word.lower()).split("-"))


def grade(found: list[list[str]]) -> float:
    """Return the school grade (Kincaid and others, 1975)."""
    words = [word for sentence in found for word in sentence]
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(found) + 11.8 * spoken / len(words) - 15.59


def table(documents: tuple[Document, ...]) -> str:
    """Return a row for each document that has sentences."""
    lines = [
        f"| text | words | words a sentence | grade | sentences over {LONG} words |",
        "|---|---|---|---|---|",
    ]
    for document in documents:
        found = list(sentences(document))
        if found:
            count = sum(map(len, found))
            long = sum(len(sentence) > LONG for sentence in found)
            lines.append(
                f"| {document.title} | {count} | {count / len(found):.1f} | {grade(found):.1f}"
                f" | {long} |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(source.read(ROOT / "content").documents()))
