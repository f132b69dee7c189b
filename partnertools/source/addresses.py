"""Addresses as authors write them: of the web, of mail, of a telephone."""

import re
from urllib.parse import unquote, urlsplit

HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?|[\da-f:.]*:[\da-f:.]*", re.IGNORECASE)
MAIL = re.compile(r"[\w.+'=-]+@(?P<host>[\w-]+(\.[\w-]+)+)")
TELEPHONE = re.compile(r"[+\d][\d().-]*(;.*)?")
# A website by its name alone; names of files with the end of a country are left out.
WEBSITE = re.compile(
    r"([a-z\d-]+\.)+(?!(md|js|sh)\b)([a-z]{2}|com|coop|edu|gov|info|net|org)([/?#].*)?",
    re.IGNORECASE,
)
SCHEMES = ("http", "https", "mailto", "tel")


def host(address: str) -> str:
    """Return the host that a web address names; empty where it is no such address."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    name = parts.hostname or ""
    is_web = parts.scheme in ("http", "https") and HOST.fullmatch(name)
    return name if is_web and not re.search(r"\s", address) else ""


def scheme(address: str) -> str:
    """Return the scheme of an address in small letters; empty where it has none."""
    found = re.match(r"([a-z][a-z\d+.-]*):", address, re.IGNORECASE)
    return found[1].lower() if found else ""


def find_whole(address: str) -> str:
    """Return the whole of a mail address or a web address that stands there without its scheme."""
    if MAIL.fullmatch(address):
        return f"mailto:{address}"
    is_web = address.startswith("www.") or WEBSITE.fullmatch(address)
    return f"https://{address}" if is_web else ""


def is_whole(address: str) -> bool:
    """Return whether an address of one of the `SCHEMES` leads anywhere."""
    rest = unquote(address.partition(":")[2])
    match scheme(address):
        case "mailto":
            people = rest.partition("?")[0].split(",")
            return all(MAIL.fullmatch(person.strip()) for person in people)
        case "tel":
            return TELEPHONE.fullmatch(rest) is not None
        case _:
            return host(address) != ""
