"""PDFs of the build, as a screen reader reads them aloud."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sites
from partnertools.model import fields
from partnertools.model.prompts.true_false import TrueFalse
from partnertools.model.toolkit import all_blocks, all_sections
from partnertools.typography import typeset
from tools.tags import Tagged

TRANSCRIPT = Path(__file__).parent / "transcripts" / "tea.txt"
CONTROL = "text of (one line|several lines)|radio button|check box"
TOOLS = {tool.slug: tool for tool in sites.toolkit().tools}


@pytest.fixture(scope="module")
def open_pdf(built: Path) -> Any:
    return cache(lambda name: Tagged(built / "dist" / name))


def test_a_reader_hears_what_the_transcript_says(tiny: Path) -> None:
    heard = Tagged(tiny / "dist" / "tools" / "tea" / "tea.pdf").transcript()
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        TRANSCRIPT.write_text(heard, encoding="utf-8")
    expected = TRANSCRIPT.read_text(encoding="utf-8")
    assert heard == expected, "read the difference; if it is meant, set UPDATE_TRANSCRIPTS=1"


@pytest.mark.parametrize("slug", TOOLS)
def test_a_reader_hears_headings_and_fields_in_the_order_of_the_source(
    open_pdf: Any, slug: str
) -> None:
    tool = TOOLS[slug]
    heard = open_pdf(f"tools/{slug}/{slug}.pdf").transcript().splitlines()
    sections = [s for s, _ in all_sections(tool) if s is not tool.opening or s.blocks]
    headings = [f"heading 1: {typeset(tool.title)}"]
    headings += [f"heading {section.level}: {section.title}" for section in sections]
    is_quiz = any(isinstance(block, TrueFalse) for block, _ in all_blocks(tool))
    headings += [*(["heading 2: Answer key"] if is_quiz else []), "heading 2: Source and credit"]
    assert [line for line in heard if re.match("heading [1-3]", line)] == headings
    controls = [line.partition(": ")[2] for line in heard if re.match(CONTROL, line)]
    assert controls
    asked = iter(controls)
    for field in fields.of_tool(tool):
        assert any(line.startswith(field.name) for line in asked), f"{field.name} is out of order"


@pytest.mark.parametrize("slug", TOOLS)
def test_both_papers_read_the_same(open_pdf: Any, slug: str) -> None:
    letter, a4 = (open_pdf(f"tools/{slug}/{slug}{p}.pdf").transcript() for p in ("", "-a4"))
    assert letter == a4
