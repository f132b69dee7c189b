"""Pictures of every kind, and a project that shows them."""

from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import quote

from PIL import Image

import sites
from partnertools import source
from partnertools.model.toolkit import Toolkit
from partnertools.pdf.job import RenderedPdf
from tools import sheets

FRONT = """---
title: Pictures
summary: Some pictures.
when: it is tested
version: 1
minutes: 1
---

## Pictures

"""


def raster(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """Return a picture of noise, the same each time."""
    noise = Image.frombytes("RGB", (60, 40), Random(1).randbytes(60 * 40 * 3)).resize(size)
    out = BytesIO()
    made = noise.convert("L").convert("I;16") if mode == "I;16" else noise.convert(mode)
    made.save(out, kind, **more)
    return out.getvalue()


def blank(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def svg(inside: str = "<rect width='9' height='9'/>", size: str = "width='9' height='9'") -> bytes:
    names = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
    return f"<svg {names} {size}>{inside}</svg>".encode()


def shown(root: Path, pictures: dict[str, bytes], *, links: tuple[str, ...] = ()) -> Path:
    """Make a project with a worksheet that shows pictures, the first of them on its line 11."""
    sites.project(root)
    folder = root / "content" / "tools" / "shown"
    folder.mkdir()
    for name, data in pictures.items():
        (folder / name).write_bytes(data)
    addresses = links or tuple(quote(name) for name in pictures)
    text = "\n\n".join(f"![Picture {n}](<{a}>)" for n, a in enumerate(addresses, 1))
    (folder / "index.md").write_text(f"{FRONT}{text}\n\n```{{date}} Day\n:id: day\n```\n", "utf-8")
    return root


def rendered(root: Path) -> tuple[Toolkit, RenderedPdf]:
    return source.read(root / "content"), sheets.render(root, "shown")
