"""In: PDF files. Out: what outloud finds in each, a second checker beside veraPDF.

It asks what veraPDF doesn't: whether words are painted in the order of the tags, whether text is
taken for decoration, whether headers are empty, whether names are those of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import outloud


@dataclass(frozen=True, slots=True)
class Finding:
    """What it finds: the rule, how grave it is, and where."""

    rule: str
    severity: str
    message: str
    page: int | None
    evidence: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.severity}), page {self.page}: {self.message}: {self.evidence}"


def check(paths: Sequence[Path]) -> dict[Path, tuple[Finding, ...]]:
    """Check every file under every rule.

    Raises RuntimeError for a file that cannot be read, and where a rule could not be tried.
    """
    return {path: _findings(path) for path in paths}


def _findings(path: Path) -> tuple[Finding, ...]:
    result = outloud.check(str(path))
    crashed = [run.rule for run in result.runs if run.status == "crashed"]
    if result.error or crashed:
        raise RuntimeError(f"outloud cannot check {path}: {result.error or crashed}")
    return tuple(
        Finding(f.rule, f.severity, f.message, f.page, str(f.evidence)) for f in result.findings
    )
