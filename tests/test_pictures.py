"""Pictures: what is taken is drawn, on pages and on paper."""

import re
from base64 import b64encode
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from PIL import Image, ImageCms

import sites
from partnertools.build import site
from partnertools.cache import Cache
from partnertools.pdf.write.pictures import LONGEST_SIDE, for_paper
from partnertools.problems import UserError
from tools import verapdf
from tools.shown_pictures import raster, rendered, shown, svg


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
    page = sites.layouts().tool(toolkit, made, {made.target: []})
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
