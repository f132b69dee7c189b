"""A picture's bytes -> bytes that a PDF/A may hold, no larger than paper shows."""

from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

# On paper at most 11 inches long, that is some 200 dots per inch.
LONGEST_SIDE = 2200
MOST_BYTES = 1_000_000
QUALITY = 85


def for_paper(data: bytes) -> bytes:
    """Return a picture as it is, or where need be in sRGB and with fewer pixels.

    SVG stays as it is. The same bytes give the same bytes.
    """
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return data
    try:
        picture: Image.Image = Image.open(BytesIO(data))
    except UnidentifiedImageError:
        return data
    # WebP is lossy where it isn't said to be lossless (RFC 9649, 2.6).
    is_lossy = picture.format == "WEBP" and b"VP8L" not in data[:64]
    is_photo = picture.format in ("JPEG", "MPO", "AVIF") or is_lossy
    is_large = max(picture.size) > LONGEST_SIDE or (is_photo and len(data) > MOST_BYTES)
    if picture.mode != "CMYK" and not is_large:
        return data
    if picture.mode in ("P", "1"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    picture = _in_srgb(ImageOps.exif_transpose(picture))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    if is_photo and picture.mode in ("RGB", "L"):
        picture.save(out, "JPEG", quality=QUALITY)
    else:
        picture.save(out, "PNG")
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    if picture.mode != "CMYK":
        return picture
    if profile := picture.info.get("icc_profile"):
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            # A profile that can't be read says nothing.
            converted = None
        if converted:
            converted.info.pop("icc_profile", None)
            return converted
    return picture.convert("RGB")
