"""A `Toolkit` -> what would make its texts easier to read, as advice: nothing of it is a mistake.

The grade is that of Flesch and Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59.
Syllables are where Pyphen would hyphenate, which is a little fewer than one hears. Counted are
sentences of four words and more, of prose and of what choices say; titles and credits are not.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pyphen

from partnertools.model import fields
from partnertools.model.prompt import Prompt
from partnertools.model.prose import Prose
from partnertools.model.toolkit import Document, ToolCard, Toolkit, all_blocks
from partnertools.problems import Problem, Where
from partnertools.source import markdown

FEWEST_WORDS = 4
LONGEST = 30
# What most grown-ups read without effort; of fewer sentences, a grade says little.
HIGHEST_GRADE = 9
FEWEST_SENTENCES = 8
WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
# In a table of answers, or read out alone, these say nothing.
VAGUE = re.compile(
    r"(answer|comments?|details?|explain|explanation|how|how so|it|notes?|others?|reasons?|text"
    r"|that|these|this|those|value|what|when|where|which|who|why|why not|yes or no|your answer"
    r"|(and|or|if (so|yes|no|not)|(the )?same|see (above|below))(\W+\w+){0,2})\W*",
    re.IGNORECASE,
)


def of(toolkit: Toolkit) -> Iterator[Problem]:
    """Yield advice for every document, in the words of a language that is known here: English."""
    if toolkit.language.lower().partition("-")[0] != "en":
        return
    for document in toolkit.documents():
        found = list(_sentences(document))
        for line, words in found:
            if len(words) > LONGEST:
                where = Where(document.where.path, line)
                what = f"a sentence of {len(words)} words, from `{' '.join(words[:4])}` on"
                yield Problem(where, what, "make two of it")
        sentences = [words for _, words in found]
        if len(sentences) >= FEWEST_SENTENCES and (level := grade(sentences)) > HIGHEST_GRADE:
            what = f"it is written for school grade {level:.1f}"
            remedy = f"shorter sentences and common words bring it to {HIGHEST_GRADE}"
            yield Problem(document.where, what, remedy)
    for tool in toolkit.tools:
        for field in fields.of_tool(tool):
            if field.name == field.label and VAGUE.fullmatch(field.label):
                what = f"`{field.label}` says little where it stands alone, as in a table"
                yield Problem(field.where, what, "name what is asked about")


def sentences(document: Document) -> Iterator[list[str]]:
    """Yield the words of every sentence."""
    for _, words in _sentences(document):
        yield words


def grade(found: Sequence[Sequence[str]]) -> float:
    """Return the school grade (Kincaid and others, 1975)."""
    words = [word for sentence in found for word in sentence]
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(found) + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """Return about how many syllables a word has."""
    return len(_hyphens().inserted(word.lower()).split("-"))


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def _sentences(document: Document) -> Iterator[tuple[int, list[str]]]:
    for line, text in _texts(document):
        for sentence in re.split(r"(?<=[.!?:])\s+", text):
            words = WORD.findall(sentence)
            if len(words) >= FEWEST_WORDS:
                yield line, words


def _texts(document: Document) -> Iterator[tuple[int, str]]:
    for block, _ in all_blocks(document):
        if isinstance(block, Prose):
            yield from _of_prose(block)
        elif isinstance(block, ToolCard):
            yield from _of_prose(block.text)
        elif isinstance(block, Prompt):
            yield block.where.line, block.label
            yield block.where.line, block.hint
            for field in block.fields(document.slug):
                for option in field.options:
                    yield from _of_prose(option.text)


def _of_prose(prose: Prose) -> Iterator[tuple[int, str]]:
    for token in prose.tokens:
        if token.type == "inline":
            yield token.map[0] if token.map else 0, markdown.plain(token)
