"""Pictures in the content: which are taken, which are refused, what paper gets of them."""

import re
from base64 import b64encode
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import quote, unquote, urlsplit

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageFile

import sites
from partnertools import source
from partnertools.build import site
from partnertools.build.cache import Cache
from partnertools.model.toolkit import Toolkit
from partnertools.pdf.job import RenderedPdf
from partnertools.pdf.write.pictures import LONGEST_SIDE, for_paper
from partnertools.problems import UserError
from partnertools.render.pages import Layouts
from partnertools.source.pictures import refuse
from tools import sheets, verapdf

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


def drawn(pdf: bytes) -> list[tuple[int, int, str]]:
    """Return width, height and color space of the pictures in a PDF."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [
            (int(image.Width), int(image.Height), str(image.ColorSpace))
            for image in opened.objects
            if isinstance(image, pikepdf.Stream)
            and image.get("/Subtype") == "/Image"
            and "/ColorSpace" in image
        ]


TAKEN = {
    "a.png": raster("PNG"),
    "grey.png": raster("PNG", "L"),
    "alpha.png": raster("PNG", "RGBA"),
    "grey-alpha.png": raster("PNG", "LA"),
    "palette.png": raster("PNG", "P"),
    "two.png": raster("PNG", "1"),
    "deep.png": raster("PNG", "I;16"),
    "a.jpg": raster("JPEG"),
    "A.JPEG": raster("JPEG", "L"),
    "press.jpg": raster("JPEG", "CMYK"),
    "a.gif": raster("GIF"),
    "a.webp": raster("WEBP"),
    "a.avif": raster("AVIF"),
    "named-otherwise.png": raster("JPEG"),
    "a.svg": svg(),
    "marked.svg": b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- made -->\n" + svg(),
    "typed.svg": b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg.dtd'>"
    + svg(),
    "used.svg": svg(
        "<defs><g id='a'><path d='M0 0L9 9'/></g><linearGradient id='b'><stop offset='0'/>"
        "<stop offset='1' stop-color='#fff'/></linearGradient></defs>"
        "<style>.c { fill: url(#b) } /* @import */</style>"
        "<use href='#a'/><use xlink:href='#a' x='3'/><rect class='c' width='9' height='9'/>"
    ),
    "inside.svg": svg(
        f"<image width='9' height='9'"
        f" href='data:image/png;base64,{b64encode(raster('PNG')).decode()}'/>"
    ),
    "titled.svg": svg("<title>Words</title><desc>More</desc><text> </text><path d='M0 0L9 9'/>"),
    "inkscape.svg": svg(
        "<path xmlns:i='http://www.inkscape.org/namespaces/inkscape'"
        " i:export-filename='C:\\me\\a.png' d='M0 0L9 9'/>"
    ),
}


@pytest.mark.slow
def test_every_kind_of_picture_is_taken_and_drawn_on_paper(tmp_path: Path) -> None:
    root = shown(tmp_path / "project", TAKEN)
    assert sites.mistakes(root) == []
    _, pdf = rendered(root)
    assert pdf.undrawn == ()
    rasters = [name for name in TAKEN if not name.endswith(".svg")]
    # Alpha is an image of its own, and grey; one SVG has a picture in it.
    alphas = sum("alpha" in name for name in rasters)
    assert len(drawn(pdf.data)) == len(rasters) + alphas + 1
    assert {space for _, _, space in drawn(pdf.data)} == {"/DeviceRGB", "/DeviceGray"}


ODD_NAMES = [
    "plan#1.png",
    "really?.png",
    "a;b.png",
    "a&b.png",
    "50%.png",
    "a%20b.png",
    "a b.png",
    "ü.png",
    "日本.png",
    "it's.png",
    'say "a".png',
    "<a>.png",
    "[a](b).png",
    "a+b=c,d@2x.png",
    "a:b.png",
    "a\\b.png",
    "{{ a }}.png",
]


@pytest.mark.slow
def test_names_may_have_any_sign(tmp_path: Path) -> None:
    """On the page the address leads to the file that is published, on paper it is drawn."""
    root = shown(tmp_path / "project", dict.fromkeys(ODD_NAMES, raster("PNG")))
    assert sites.mistakes(root) == []
    toolkit, pdf = rendered(root)
    assert pdf.undrawn == ()
    assert len(drawn(pdf.data)) == len(ODD_NAMES)
    made = next(t for t in toolkit.tools if t.slug == "shown")
    assert [picture.name for picture in made.pictures] == ODD_NAMES
    page = Layouts(root / "layouts").tool(toolkit, made, {made.target: []})
    sources = [a.replace("&amp;", "&") for a in re.findall(r'<img src="([^"]*)"', page)]
    parts = [urlsplit(source) for source in sources]
    assert [unquote(part.path) for part in parts] == ODD_NAMES
    assert not any(part.scheme or part.netloc or part.query or part.fragment for part in parts)


@pytest.mark.parametrize("name", ["plan#1.png", "really?.png", "a;b.png", "a b.png", "50%.png"])
def test_a_name_may_be_written_as_it_is(name: str, tmp_path: Path) -> None:
    root = shown(tmp_path / "project", {name: raster("PNG")}, links=(name,))
    assert sites.mistakes(root) == []


@pytest.mark.slow
def test_an_accent_may_be_spelled_as_macs_do(tmp_path: Path) -> None:
    root = shown(tmp_path / "project", {"cafe\u0301.png": raster("PNG")}, links=("caf\u00e9.png",))
    assert sites.mistakes(root) == []
    assert len(drawn(rendered(root)[1].data)) == 1


LAUGHS = svg(
    "<defs><g id='u0'><rect width='9' height='9'/></g>"
    + "".join(f"<g id='u{n}'>" + f"<use href='#u{n - 1}'/>" * 10 + "</g>" for n in range(1, 12))
    + "</defs><use href='#u11'/>"
)
CLEAN = "save it as plain SVG, or as PNG"
KINDS = "save it as PNG, JPEG, GIF, WebP, AVIF or SVG"
OUTSIDE = "leave out what stands outside of it"
SHORTER = "it takes too long to draw; simplify it, or save it as PNG"
REFUSED: list[tuple[str, bytes, str]] = [
    ("photo.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", f"it is a HEIC, which {{}}; {KINDS}"),
    ("empty.png", b"", "it is empty; export it again"),
    ("zeros.png", b"\0" * 99, "it is empty; export it again"),
    ("words.png", b"no picture at all", f"it is no picture; {KINDS}"),
    ("cut.png", raster("PNG")[:900], "it is a PNG, but damaged; export or copy it again"),
    ("cut.jpg", raster("JPEG")[:900], "it is a JPEG, but damaged; export or copy it again"),
    ("cut.webp", raster("WEBP")[:99], "it is a WebP, but damaged; export or copy it again"),
    ("scan.tif", raster("TIFF"), f"it is a TIFF, which {{}}; {KINDS}"),
    ("old.bmp", raster("BMP"), f"it is a BMP, which {{}}; {KINDS}"),
    ("new.jpg", raster("JPEG2000"), f"it is a JPEG 2000, which {{}}; {KINDS}"),
    ("paper.png", b"%PDF-1.7\n", f"it is a PDF, which {{}}; {KINDS}"),
    ("page.html", raster("PNG"), "`.html` is no picture's suffix; let its name end with `.png`"),
    (
        ".htaccess",
        raster("PNG"),
        "`.htaccess` is no picture's suffix; let its name end with `.png`",
    ),
    (
        "page.png",
        b"<script>alert(1)</script>",
        "what stands in it is an SVG or a web page; save it as PNG, or name it `….svg` if it is an"
        " SVG",
    ),
    ("a.svg", raster("PNG"), "it is a PNG, not an SVG; give it the suffix of what it is"),
    (
        "huge.png",
        blank((20_000, 4_000)),
        "it has 20000 × 4000 pixels; make it smaller: 60 million are the most",
    ),
    (
        "heavy.png",
        raster("PNG") + b"\0" * 21_000_000,
        "it has 21.0 MB, and 20 MB is the most; make it smaller",
    ),
    ("a.svg", svg("<rect>"), "it is not well-formed on its line 1; export it again"),
    ("a.svg", b"<svg/>", f"its first element is not an `svg` of SVG's namespace; {CLEAN}"),
    ("a.svg", svg("<script>1</script>"), f"it has an element `script`; {CLEAN}"),
    ("a.svg", svg("<foreignObject/>"), f"it has an element `foreignObject`; {CLEAN}"),
    (
        "a.svg",
        svg("<p xmlns='http://www.w3.org/1999/xhtml'/>"),
        f"it has HTML in it (`p`); {CLEAN}",
    ),
    ("a.svg", svg(size="onload='a()'"), f"it has a handler, `onload`; {CLEAN}"),
    ("a.svg", svg("<a href='javascript:a()'/>"), f"it refers to `javascript:a()`; {OUTSIDE}"),
    ("a.svg", svg("<image href='b.png'/>"), f"it refers to `b.png`; {OUTSIDE}"),
    ("a.svg", svg("<use xlink:href='//a.b/c#d'/>"), f"it refers to `//a.b/c#d`; {OUTSIDE}"),
    ("a.svg", svg("<rect fill='url(http://a.b/#c)'/>"), f"it refers to `http://a.b/#c`; {OUTSIDE}"),
    ("a.svg", svg("<style>@import 'a.css'</style>"), f"its styles have `@import`; {CLEAN}"),
    ("a.svg", svg("<style>a{b:\\75rl(c)}</style>"), f"its styles have `\\`; {CLEAN}"),
    ("a.svg", svg("<a><set attributeName='href' to='b'/></a>"), f"it changes `href`; {CLEAN}"),
    (
        "a.svg",
        b"<?xml-stylesheet href='a.css'?>" + svg(),
        f"it takes styles from elsewhere; {CLEAN}",
    ),
    (
        "a.svg",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg("<desc>&a;</desc>"),
        f"it defines entities; {CLEAN}",
    ),
    (
        "a.svg",
        svg("<image href='data:image/png;base64,ICAg'/>"),
        f"of a picture within: it is no picture; {KINDS}",
    ),
    (
        "a.svg",
        svg("<image href='data:image/svg+xml,%3Csvg/%3E'/>"),
        f"it refers to `data:image/svg+xml,%3Csvg/%3E`; {OUTSIDE}",
    ),
    (
        "a.svg",
        svg("<rect fill='device-cmyk(0 1 0 0)'/>"),
        "it has colors for a printing press (CMYK); save it with RGB colors",
    ),
    (
        "a.svg",
        svg("<g><text>Our <tspan>plan</tspan></text></g>"),
        "it has text in it (`Our plan`), which every machine sets otherwise; turn it into paths (in"
        " Inkscape: Path, Object to Path), or save the picture as PNG",
    ),
    ("a.svg", LAUGHS, SHORTER),
    ("a.svg", svg("<g id='a'><use href='#a'/></g>"), SHORTER),
    (
        "a.svg",
        svg(
            "<marker id='m'>" + "<path d='M0 0L9 9'/>" * 100 + "</marker><path marker-mid='url(#m)'"
            " d='M0 0" + "L1 1" * 2000 + "'/>"
        ),
        SHORTER,
    ),
    (
        "a.svg",
        svg(
            "<style>.b { fill: url(#p) }</style><pattern id='p'>"
            + "<path d='M0 0'/>" * 300
            + "</pattern>"
            + "<rect class='b'/>" * 300
        ),
        SHORTER,
    ),
    ("a.svg", svg("<g>" * 70 + "</g>" * 70), "its elements are nested over 60 deep; simplify it"),
    (
        "a.svg",
        svg("<linearGradient spreadMethod='repeat' x2='1e-9'/>"),
        f"a gradient is to `repeat`; let it `pad`, or {CLEAN}",
    ),
    (
        "a.svg",
        svg(size="viewBox='a b'"),
        "its size can't be read; give it a `viewBox` of four numbers",
    ),
    (
        "a.svg",
        svg(size="width='1e99'"),
        "it has no size that can be shown; give it a `width` and a `height`",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [pytest.param(*case, id=f"{n}-{case[0]}") for n, case in enumerate(REFUSED)],
)
def test_what_cannot_be_shown_everywhere_is_refused_on_its_line(
    name: str, data: bytes, message: str, tmp_path: Path
) -> None:
    root = shown(tmp_path / "project", {name: data})
    where = "tools/shown/index.md:11"
    message = message.replace("{}", "browsers or PDFs don't show")
    assert sites.mistakes(root) == [f"{where}: the picture `{name}`: {message}"]


def test_a_link_to_a_picture_outside_of_the_content_is_refused(tmp_path: Path) -> None:
    root = shown(tmp_path / "project", {})
    (tmp_path / "secret.png").write_bytes(raster("PNG"))
    folder = root / "content" / "tools" / "shown"
    (folder / "a.png").symlink_to(tmp_path / "secret.png")
    (folder / "index.md").write_text(f"{FRONT}![A](a.png)\n")
    [message] = sites.mistakes(root)
    assert message.endswith("it is a link that leads out of the content; put a copy in its place")


@pytest.mark.parametrize(
    ("written", "suggested"),
    [("Cup.svg", "cup.svg"), ("cup.png", "cup.svg"), ("leef.png", "leaf.png")],
)
def test_a_picture_of_nearly_that_name_is_suggested(
    written: str, suggested: str, tmp_path: Path
) -> None:
    pictures = {"cup.svg": svg(), "leaf.png": raster("PNG")}
    root = shown(tmp_path / "project", pictures, links=(written,))
    [message] = sites.mistakes(root)
    assert message.endswith(f"the picture `{written}` is missing; did you mean `{suggested}`?")


def test_a_damaged_picture_is_refused_also_where_weasyprint_would_fill_it_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for fills_up in (True, False):
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", fills_up)
        assert refuse("a.png", raster("PNG")[:900]) is not None
        assert fills_up == ImageFile.LOAD_TRUNCATED_IMAGES


LARGE = (LONGEST_SIDE + 800, 300)
FITTED = {
    "a large photo": (partial(raster, "JPEG", size=LARGE), "JPEG"),
    "a large photo in AVIF": (partial(raster, "AVIF", size=LARGE, speed=10), "JPEG"),
    "a large photo in WebP": (partial(raster, "WEBP", size=LARGE), "JPEG"),
    "a large drawing": (partial(raster, "PNG", "P", LARGE), "PNG"),
    "a large drawing with 16 bits": (partial(raster, "PNG", "I;16", LARGE), "PNG"),
    "a large cutout": (partial(raster, "PNG", "RGBA", LARGE), "PNG"),
    "colors for a press": (partial(raster, "JPEG", "CMYK"), "JPEG"),
    "a press's broken profile": (partial(raster, "JPEG", "CMYK", icc_profile=b"broken"), "JPEG"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", FITTED)
def test_paper_gets_pictures_in_srgb_and_no_larger_than_it_shows(what: str) -> None:
    draw, kind = FITTED[what]
    data = draw()
    fitted = for_paper(data)
    assert fitted == for_paper(data)
    with Image.open(BytesIO(fitted)) as picture, Image.open(BytesIO(data)) as before:
        assert (picture.format, max(picture.size) <= LONGEST_SIDE) == (kind, True)
        assert picture.mode in ("L", "RGB", "RGBA")
        assert picture.width / picture.height == pytest.approx(before.width / before.height, 0.01)


def test_a_heavy_photo_takes_less_on_paper() -> None:
    out = BytesIO()
    noise = Image.frombytes("RGB", (900, 600), Random(1).randbytes(900 * 600 * 3))
    noise.save(out, "JPEG", quality=100, subsampling=0)
    assert len(for_paper(out.getvalue())) < len(out.getvalue()) / 2


@pytest.mark.parametrize("name", [n for n in TAKEN if n != "press.jpg"])
def test_other_pictures_go_on_paper_as_they_are(name: str) -> None:
    assert for_paper(TAKEN[name]) is TAKEN[name]


def test_a_photo_that_lies_on_its_side_is_turned_when_it_is_made_smaller() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    fitted = for_paper(raster("JPEG", size=LARGE, exif=turned))
    with Image.open(BytesIO(fitted)) as picture:
        assert picture.height == LONGEST_SIDE
        assert not picture.getexif()


def test_colors_for_a_press_look_alike_in_srgb() -> None:
    out = BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(out, "JPEG", quality=100)
    with Image.open(BytesIO(for_paper(out.getvalue()))) as picture:
        red, green, blue = picture.convert("RGB").getpixel((4, 4))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


def test_a_picture_for_a_press_leaves_the_pdf_an_archive(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pictures = {
        "a.jpg": raster("JPEG", "CMYK"),
        "b.jpg": raster("JPEG", "CMYK", icc_profile=profile),
        "c.svg": TAKEN["inside.svg"],
    }
    _, pdf = rendered(shown(tmp_path / "project", pictures))
    path = tmp_path / "shown.pdf"
    path.write_bytes(pdf.data)
    results = verapdf.validate([path])
    assert len(results) == 2
    assert [str(failure) for report in results.values() for failure in report.failures] == []


@pytest.mark.slow
def test_what_only_rendering_shows_is_named_where_the_picture_is_shown(tmp_path: Path) -> None:
    undrawn = svg("<svg viewBox='a'/>")
    root = shown(tmp_path / "project", {"a.svg": svg(), "b.svg": undrawn})
    with pytest.raises(UserError) as raised:
        # All that is as in the tiny project has been made before.
        site.build(root, lambda step: None, Cache())
    [problem] = raised.value.problems
    assert sites.relative(str(problem), root) == (
        "tools/shown/index.md:13: the picture `b.svg` can't be drawn on paper; save it as PNG, or"
        " export it again"
    )
