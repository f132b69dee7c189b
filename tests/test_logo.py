"""A publisher's logo: a picture beside the settings, on pages, worksheets and covers."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageDraw

import sites
from partnertools import cli
from partnertools.build import sheets
from partnertools.build.executors import Executors
from partnertools.build.pages import of_project
from partnertools.build.printed import Printed
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.model.toolkit import Logo
from test_addresses import messages, read
from tools.browser import chromium
from tools.comparing import answer_file, person
from tools.tags import Tagged

PICTURE = sites.TINY / "content" / "tools" / "picnic" / "leaf.png"


def with_logo(root: Path, data: bytes = b"") -> Path:
    (root / "content").mkdir(parents=True)
    (root / "content" / "logo.png").write_bytes(data or PICTURE.read_bytes())
    return root


def test_the_publisher_is_read_out_in_its_place_or_what_the_author_says(tmp_path: Path) -> None:
    root = with_logo(tmp_path)
    path = root / "content" / "logo.png"
    keys = {"logo": "logo.png"}
    assert read(root, keys).logo == Logo("logo.png", "The tea party", path)
    assert read(root, {**keys, "logo_text": "A leaf"}).logo == Logo("logo.png", "A leaf", path)
    assert sites.toolkit(sites.TINY).logo is None


def test_a_logo_that_is_not_there_or_no_picture_is_named_with_a_remedy(tmp_path: Path) -> None:
    there = with_logo(tmp_path / "a")
    assert messages(there, {"logo": "logo.pgn"}) == [
        "toolkit.yaml:10: `logo` is `logo.pgn`, and there is no such file; did you mean `logo.png`?"
    ]
    assert messages(tmp_path / "b", {"logo": "logo.png"}) == [
        "toolkit.yaml:10: `logo` is `logo.png`, and there is no such file; "
        "put it beside `toolkit.yaml`"
    ]
    assert messages(tmp_path / "e", {"logo": "../logo.png"}) == [
        "toolkit.yaml:10: `logo` is `../logo.png`, and stands in another folder; "
        "put it beside `toolkit.yaml`, and write `logo.png`"
    ]
    assert messages(tmp_path / "c", {"logo_text": "A leaf"}) == [
        "toolkit.yaml:10: there is no `logo`; "
        "name a picture beside `toolkit.yaml` with `logo: …`, or remove this line"
    ]
    words = with_logo(tmp_path / "d", b"words")
    assert messages(words, {"logo": "logo.png"}) == [
        "logo.png: it is no picture; save it as PNG, JPEG, GIF, WebP, AVIF or SVG"
    ]


@pytest.mark.slow
def test_it_stands_on_pages_worksheets_and_covers_with_its_text(tmp_path: Path) -> None:
    root = with_logo(tmp_path / "project")
    read(root, {"logo": "logo.png", "logo_text": "A leaf"}, origin=sites.TINY)
    project = Project(root)
    printer = Printer(project, Cache(tmp_path / "cache"), Executors())
    toolkit = project.toolkit
    picnic = next(tool for tool in toolkit.tools if tool.slug == "picnic")
    alone = sheets.of_tool(toolkit, picnic, "letter")
    packet = sheets.of_packet(toolkit, replace(toolkit.packets[0], contents=(picnic.target,)), "a4")
    for sheet, count in ((alone, 1), (packet, 2)):
        path = tmp_path / "sheet.pdf"
        path.write_bytes(printer.render_alone(sheet).data)
        pdf = Tagged(path)
        texts = [str(figure.node["/Alt"]) for figure in pdf.elements("Figure")]
        assert texts.count("A leaf") == count
    facts = Printed(size=1, digest="", pages=1, has_plan=False, foreign="", undrawn=())
    printed = [*sheets.of_toolkit(toolkit)]
    known = dict.fromkeys((s.name for s in printed), facts)
    outputs = {o.path: o for o in of_project(project, printed, known, printer.cache)}
    assert outputs["assets/logo.png"].data() == PICTURE.read_bytes()
    assert (
        b'<img src="../../assets/logo.png" alt="A leaf">' in outputs["tools/tea/index.html"].data()
    )
    # Another picture of the same name makes other PDFs.
    before = printer.key(alone), printer.key(packet)
    (root / "content" / "logo.png").write_bytes(PICTURE.read_bytes() + b"\0")
    again = Printer(project, Cache(tmp_path / "cache"), Executors())
    assert not {*before} & {again.key(alone), again.key(packet)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_dark_logo_is_seen_on_dark_screens(
    scheme: Literal["light", "dark"], tmp_path: Path
) -> None:
    logo = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(logo).rectangle((10, 10, 29, 29), (20, 20, 60, 255))
    data = io.BytesIO()
    logo.save(data, "PNG")
    root = with_logo(tmp_path / "project", data.getvalue())
    read(root, {"logo": "logo.png"}, origin=sites.TINY)
    sent = tmp_path / "ana.json"
    sent.write_bytes(answer_file("", person("Ana", "bitter")).data)
    out = tmp_path / "out"
    assert cli.main(["collect", str(sent), "-o", str(out), "--root", str(root), "--quiet"]) == 0
    with chromium().new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.goto((out / "index.html").as_uri())
        box = page.locator(".site-name img").bounding_box()
        assert box is not None
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        ground = picture.getpixel((int(box["x"] + 2), int(box["y"] + 2)))
        beside = picture.getpixel((int(box["x"] + box["width"] + 6), int(box["y"] + 2)))
        sign = picture.getpixel((int(box["x"] + 20), int(box["y"] + 20)))
    assert sign == (20, 20, 60)
    assert ground == (255, 255, 255)
    assert (beside == ground) is (scheme == "light")
