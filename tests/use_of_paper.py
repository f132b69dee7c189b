"""In: a built site. Out, as Markdown: how much of their pages the worksheets' PDFs use.

    .venv/bin/python tests/use_of_paper.py [dist]

Measured is the body of each page, from the running head to the foot, down to the last thing on it.
The last page of a worksheet ends where the worksheet does, and doesn't count.
"""

import sys
from pathlib import Path
from statistics import mean

TESTS = Path(__file__).parent
sys.path.insert(0, str(TESTS))

from tools import paper  # noqa: E402  # of this folder


def main(dist: Path) -> None:
    """Print a row for each PDF, and what they are together."""
    counted: list[float] = []
    print("| PDF | pages | mean use | least | page by page |")
    print("|---|---|---|---|---|")
    for path in sorted(dist.glob("tools/*/*.pdf")):
        use = paper.use(path)
        counted += use[:-1]
        shares = " ".join(f"{part:.2f}" for part in use)
        of_all = f"{mean(use[:-1]):.2f} | {min(use[:-1]):.2f}" if use[1:] else "|"
        print(f"| {path.name} | {len(use)} | {of_all} | {shares} |")
    print(f"\nMean {mean(counted):.3f}, least {min(counted):.2f}, without last pages.")
    for edition, paths in paper.editions(dist).items():
        print(f"All worksheets, {edition}: {sum(len(paper.use(path)) for path in paths)} pages.")
    for path in sorted(dist.glob("packets/*.pdf")):
        use = paper.use(path)
        print(f"{path.name}: {len(use)} pages, {use.count(0)} of them white")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]) if sys.argv[1:] else TESTS.parent / "dist")
