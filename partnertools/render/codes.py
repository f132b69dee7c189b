"""An address -> a QR code, as a picture that can stand in the HTML of a print sheet."""

import re

# White around it, in modules: paper is white anyway.
BORDER = 1


def picture(address: str) -> str:
    """Return a QR code as the `data:` address of an SVG.

    It has the least modules that hold the address, so that each is large enough for a phone.
    """
    # Imported where it is needed, for pages have none, and it takes longer than rendering one.
    import segno

    code = segno.make_qr(address, error="l", boost_error=True)
    uri: str = code.svg_data_uri(border=BORDER, svgclass=None, lineclass=None)
    return uri


def divide(address: str, most: int) -> list[str]:
    """Return an address in lines of so many letters at most, which end with a slash if they can."""
    lines = [""]
    for part in re.findall("[^/]*/|[^/]+", address):
        if lines[-1] and len(lines[-1] + part) > most:
            lines.append("")
        lines[-1] += part
        while len(lines[-1]) > most:
            lines[-1:] = [lines[-1][:most], lines[-1][most:]]
    return lines
