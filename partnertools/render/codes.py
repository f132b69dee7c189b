"""An address -> a QR code, as a picture that can stand in the HTML of a print sheet."""

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
