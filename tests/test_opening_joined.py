"""A file that several copies have been joined into: a worksheet's page opens one, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tools.browser import Tab, axe
from tools.comparing import TASTES, add, join, pdf, person


@pytest.fixture
def page(tiny_tab: Tab) -> Iterator[Page]:
    yield tiny_tab.visit("tools/tea/index.html")
    assert str(tiny_tab.watched) == "nothing"


def test_the_page_says_how_many_copies_a_file_has_and_where_the_others_can_be_seen(
    page: Page, tiny: Path, tmp_path: Path
) -> None:
    sent = [
        pdf(tiny / "dist", f"{who}.pdf", person(who, taste))
        for who, taste in zip(("Ana", "Ben", "Chen"), TASTES, strict=True)
    ]
    joined = join(sent, tmp_path)
    page.locator("[data-part=file]").set_input_files([joined.payload()])
    note = page.locator("[data-note=file]")
    expect(note).to_have_text(
        "all.pdf has 3 copies of this worksheet, and the first is on this page now. To see the"
        " others, add the file on the page Compare answers, which reads them all, or save each copy"
        " as a file of its own and open that."
    )
    expect(note).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Ana")
    assert axe(page) == []
    # Both ways lead to the others.
    page.locator("[data-part=file]").set_input_files([sent[1].payload()])
    expect(page.get_by_label("Your name")).to_have_value("Ben")
    expect(note).to_have_count(0)
    page.locator("[data-part=file]").set_input_files([joined.payload()])
    note.get_by_role("link", name="Compare answers").click()
    assert add(page, joined) == "3 copies read from 1 file."
