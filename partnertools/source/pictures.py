"""A picture's bytes -> why it can't be taken: what it is shows in its bytes, not in its name."""

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFile

from partnertools.source import svg
from partnertools.source.disk import Refusal

MOST_BYTES = 20_000_000
# The largest photos that telephones take as a rule have 48 to 50 million.
MOST_PIXELS = 60_000_000
RASTER = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
# Servers say by the name what a file is: no picture may pass for a page or a setting.
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
REMEDY = "save it as PNG, JPEG, GIF, WebP, AVIF or SVG"
# What Pillow raises where a file is damaged, besides its own errors.
DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
OTHERS = (
    (0, b"%PDF", "a PDF"),
    (0, b"BM", "a BMP"),
    (0, b"II*\0", "a TIFF"),
    (0, b"MM\0*", "a TIFF"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (0, b"\0\0\1\0", "an icon file"),
    (0, b"\x1f\x8b", "packed (SVGZ, perhaps)"),
    (0, b"PK\3\4", "an archive or an office file"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000"),
    (0, b"\xff\x0a", "a JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (4, b"ftyphei", "a HEIC"),
    (4, b"ftyphev", "a HEIC"),
    (4, b"ftypmif1", "a HEIC"),
    (4, b"ftypmsf1", "a HEIC"),
)


def refuse(name: str, data: bytes) -> Refusal | None:
    """Return why a picture can't be shown on every page and sheet; None where it can."""
    if not data.strip(b"\0 \r\n\t"):
        return Refusal("it is empty", "export it again")
    suffix = Path(name).suffix.lower()
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or suffix == ".svg":
        if suffix == ".svg" and (other := _identify(data)) is None:
            return svg.refuse(data, _refuse_raster)
        if suffix == ".svg":
            return Refusal(f"it is {other}, not an SVG", "give it the suffix of what it is")
        what = "what stands in it is an SVG or a web page"
        return Refusal(what, "save it as PNG, or name it `….svg` if it is an SVG")
    refused = _refuse_raster(data)
    if refused is None and suffix not in SUFFIXES:
        return Refusal(f"`{suffix or name}` is no picture's suffix", "let its name end with `.png`")
    return refused


def _identify(data: bytes) -> str | None:
    for start, beginning, words in OTHERS:
        if data.startswith(beginning, start):
            return words
    for words, beginning in (
        ("a PNG", b"\x89PNG"),
        ("a JPEG", b"\xff\xd8"),
        ("a GIF", b"GIF8"),
        ("a WebP", b"RIFF"),
    ):
        if data.startswith(beginning):
            return words
    return None


def _refuse_raster(data: bytes) -> Refusal | None:
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        # WeasyPrint, once imported, has Pillow fill up what is missing.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=RASTER) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return _too_large(f"{picture.width} × {picture.height}")
                picture.load()
    except Image.DecompressionBombError:
        return _too_large("far too many")
    except DAMAGED:
        if other := next((w for s, b, w in OTHERS if data.startswith(b, s)), None):
            return Refusal(f"it is {other}, which browsers or PDFs don't show", REMEDY)
        if _identify(data):
            return Refusal(f"it is {_identify(data)}, but damaged", "export or copy it again")
        return Refusal("it is no picture", REMEDY)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return None


def _too_large(size: str) -> Refusal:
    most = f"{MOST_PIXELS // 1_000_000} million"
    return Refusal(f"it has {size} pixels", f"make it smaller: {most} are the most")
