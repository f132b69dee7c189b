"""Pictures that cannot be shown everywhere are refused on their line."""

from pathlib import Path

import pytest
from PIL import ImageFile

import sites
from partnertools.source.pictures import refuse
from tools.shown_pictures import FRONT, blank, raster, shown, svg

UNSIZED = (
    "it doesn't say how large it is, and browsers would cut it at 300 × 150; "
    "give it a `viewBox` of four numbers"
)
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
    ("a.svg", svg(size=""), UNSIZED),
    ("a.svg", svg(size="width='9'"), UNSIZED),
    ("a.svg", svg(size="width='100%' height='100%'"), UNSIZED),
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
