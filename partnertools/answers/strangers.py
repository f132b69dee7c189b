"""The first bytes of a file that somebody sends by mistake -> what it is, and what to do.

The page that compares answers tells the same; the vectors of `formats/vectors/comparing.json` hold
for both.
"""

import re

from partnertools.model.words import gettext

PICTURE = (
    gettext("it is a picture."),
    gettext("A photo or scan cannot be read. Type the answers into the worksheet’s page."),
)
STRANGERS = {
    rb"PK\x03\x04": (
        gettext("it is a spreadsheet, a text document, or a ZIP file."),
        gettext("Unpack a ZIP file first. Save a spreadsheet as “CSV UTF-8”."),
    ),
    rb"\xd0\xcf\x11\xe0": (
        gettext("it is an old spreadsheet or text document."),
        gettext("Save a spreadsheet as “CSV UTF-8”."),
    ),
    rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*": PICTURE,
    # Of phones: HEIC and AVIF.
    rb"....ftyp(hei|hev|mif|msf|avi)": PICTURE,
}


def find(data: bytes) -> tuple[str, str] | None:
    """Return what a file is that nobody can have filled in, and what to do."""
    for start, told in STRANGERS.items():
        if re.match(start, data, re.DOTALL):
            return told
    return None
