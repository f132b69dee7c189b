"""Text in which letters run from right to left -> lines of an appearance stream.

As `layouts/scripts/pdf/shaping.js` sets it. Lines are broken in the order in which they are
read; then each is put in the order in which it is drawn, at the side where it begins.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from partnertools.pdf import bidi
from partnertools.pdf.metrics import Metrics
from partnertools.pdf.shaping import Cluster, Shaping


class Paragraph(NamedTuple):
    """A paragraph or a line of it: its level, and clusters in the order in which they are read."""

    level: int
    clusters: list[Cluster]


class Show(NamedTuple):
    """A glyph, and where it is shown: how far to the right of the line's beginning, and up."""

    is_shaped: bool
    glyph: int
    x: int
    y: int
    width: int


def paragraphs(
    metrics: Metrics, shaping: Shaping, texts: Iterable[str], is_rtl: bool
) -> list[Paragraph]:
    """Return paragraphs made of texts; with `is_rtl`, one without letters runs to the left too."""
    return [
        Paragraph(
            *shaping.clusters(text.replace("\t", " "), metrics.glyphs, metrics.widths, is_rtl)
        )
        for text in texts
    ]


def wrap(metrics: Metrics, paragraphs: Iterable[Paragraph], most: float) -> Iterator[Paragraph]:
    """Break paragraphs into lines no wider than `most`, where `appearances` would."""
    for level, clusters in paragraphs:
        for line in _wrap(clusters, metrics.glyphs[" "], most):
            yield Paragraph(level, line)


def _wrap(clusters: Sequence[Cluster], space: int, most: float) -> Iterator[list[Cluster]]:
    line: list[Cluster] = []
    taken = 0
    for gap, word in _words(clusters, space):
        wide = width(word) + (width(gap) if line else 0)
        if taken + wide <= most:
            line = [*line, *gap, *word] if line else word
            taken += wide
            continue
        if line:
            yield line
        line, taken = [], 0
        for cluster in word:
            if line and taken + cluster.advance > most:
                yield line
                line, taken = [], 0
            line.append(cluster)
            taken += cluster.advance
    yield line


def _words(
    clusters: Sequence[Cluster], space: int
) -> Iterator[tuple[list[Cluster], list[Cluster]]]:
    """Yield words, each with the space before it; between two spaces there is an empty one."""
    gap: list[Cluster] = []
    word: list[Cluster] = []
    for cluster in clusters:
        if cluster.glyph == space and not cluster.is_shaped:
            yield gap, word
            gap, word = [cluster], []
        else:
            word.append(cluster)
    yield gap, word


def width(clusters: Iterable[Cluster]) -> int:
    """Return how wide clusters are, in thousandths of the font size."""
    return sum(cluster.advance for cluster in clusters)


def shows(line: Paragraph) -> Iterator[Show]:
    """Yield the glyphs of a line in the order in which they are read, marks behind their letters.

    Firefox shows in a field what is drawn there, as it comes: read from left to right, words would
    be in the wrong order.
    """
    levels = [cluster.level for cluster in line.clusters]
    for place in range(len(levels) - 1, -1, -1):
        if line.clusters[place].bidi_class not in bidi.TRAILING:
            break
        levels[place] = line.level
    lefts = [0] * len(levels)
    left = 0
    for place in bidi.in_order(levels):
        lefts[place] = left
        left += line.clusters[place].advance
    for left, cluster in zip(lefts, line.clusters, strict=True):
        if cluster.glyph >= 0:
            yield Show(cluster.is_shaped, cluster.glyph, left, 0, cluster.advance)
        for glyph, x, y in cluster.marks:
            yield Show(True, glyph, left + x, y, 0)
