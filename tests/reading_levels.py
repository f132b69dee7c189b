"""In: the toolkit's content. Out: a table of how hard its texts are to read, as Markdown.

    .venv/bin/python tests/reading_levels.py

`check --advice` says the same of a text that is too hard; both count as
`partnertools/source/advice.py` says.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from partnertools import source  # noqa: E402  # of this folder
from partnertools.model.toolkit import Document  # noqa: E402
from partnertools.source.advice import grade, sentences  # noqa: E402

LONG = 25


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
