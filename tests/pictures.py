"""The repository's own content -> the two pictures of the README.

    .venv/bin/python tests/pictures.py

`docs/page.png` is a part of a worksheet's page, `docs/form.png` a page of its PDF, both filled in.
"""

import json
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

import sites
from partnertools import source
from partnertools.answers import filling
from partnertools.build import site
from tools import viewers
from tools.browser import chromium, serve

SLUG = "self-reflection"
ANCHOR = "financial"
DOCS = sites.REPOSITORY / "docs"
LARGEST = 150_000

ANSWERS: dict[str, str | bool] = {
    "financial.rating": "solid",
    "financial.notes": "We run the spring campaign and keep the list of leads. Forecasts reach our "
    "partner late: we now send them on the first Monday of the month.",
    "customer.satisfaction.rating": "strong",
    "customer.satisfaction.notes": "Districts hear from us within a day. Our help desk and our "
    "partner’s answer with the same words since we wrote them down together.",
}


def main() -> None:
    """Build the site in a folder of its own, and write both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        root = sites.project(Path(folder) / "project", sites.REPOSITORY)
        site.build(root, print)
        save(screenshot(root / "dist"), DOCS / "page.png")
        save(form(root), DOCS / "form.png")


def screenshot(dist: Path) -> Image.Image:
    """Return a window on the worksheet's page: a heading and the fields below it."""
    context = chromium().new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    with serve(dist) as origin:
        page.goto(f"{origin}/tools/{SLUG}/index.html")
        page.locator(f"#{ANCHOR}").evaluate("heading => heading.scrollIntoView()")
        page.mouse.wheel(0, -24)
        for name in (f"{SLUG}.{ANCHOR}.rating", f"{SLUG}.{ANCHOR}.notes"):
            answer = str(ANSWERS[name.removeprefix(f"{SLUG}.")])
            if name.endswith(".rating"):
                page.locator(f'[name="{name}"][value="{answer}"]').check(force=True)
            else:
                page.locator(f'[name="{name}"]').fill(answer)
        page.locator(":focus").blur()
        page.wait_for_timeout(200)
        image = Image.open(BytesIO(page.screenshot()))
    context.close()
    return image


def form(root: Path) -> Image.Image:
    """Return the second page of the worksheet's PDF, filled in."""
    toolkit = source.read(root / "content")
    tool = next(tool for tool in toolkit.tools if tool.slug == SLUG)
    answers = {f"{SLUG}.{name}": value for name, value in ANSWERS.items()}
    file = root / "answers.json"
    head = {"tool": SLUG, "version": tool.version, "language": toolkit.language}
    file.write_text(json.dumps({**head, "answers": answers}), encoding="utf-8")
    filled = root / "filled.pdf"
    filling.fill(root / "dist" / tool.target / f"{SLUG}.pdf", file, filled)
    picture = viewers.poppler_picture(filled, page=2)
    if picture.image is None:
        raise RuntimeError(picture.complaints)
    return picture.image


def save(image: Image.Image, path: Path) -> None:
    """Write a picture with as few colours as it takes to stay below the limit."""
    for colours in (256, 128, 64, 32):
        image.convert("RGB").quantize(colours).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            print(f"{path}: {path.stat().st_size // 1000} KB, {colours} colours")
            return
    raise RuntimeError(f"{path} is larger than {LARGEST} bytes")


if __name__ == "__main__":
    main()
