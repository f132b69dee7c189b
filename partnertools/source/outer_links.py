"""A `Toolkit` -> the addresses of other websites that it links to, and what is wrong with them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from partnertools.model.prose import find_prose
from partnertools.model.toolkit import Toolkit
from partnertools.problems import Problem, Where

# How many are asked at a time, and for how many seconds.
TOGETHER = 8
PATIENCE = 15
GONE = (404, 410)
# Some servers don't answer questions about a page, but send it.
UNANSWERED = (400, 403, 405, 501)


class Found(NamedTuple):
    """Links that lead nowhere, and those of which it can't be told."""

    dead: list[Problem]
    unsure: list[Problem]


def check(toolkit: Toolkit) -> Found:
    """Ask for every address once."""
    places: dict[str, list[Where]] = {}
    for address, where in _links(toolkit):
        places.setdefault(address, []).append(where)
    found = Found([], [])
    with ThreadPoolExecutor(TOGETHER) as pool:
        for address, answer in zip(places, pool.map(_ask, places), strict=True):
            for where in places[address]:
                if answer in GONE:
                    what = f"the website says that there is no `{address}` ({answer})"
                    found.dead.append(Problem(where, what, "link to another page"))
                elif answer:
                    what = f"`{address}` gives no answer ({answer})"
                    found.unsure.append(Problem(where, what, "try it in your browser"))
    return found


def _ask(address: str) -> int | str:
    """Return the status of an error, or another reason; zero where there is a page."""
    reason: int | str = 0
    for method in ("HEAD", "GET"):
        request = Request(address, method=method, headers={"User-Agent": "partnertools"})  # noqa: S310 (http and https alone)
        try:
            with urlopen(request, timeout=PATIENCE):  # noqa: S310
                return 0
        except HTTPError as error:
            with error:
                reason = error.code
            if reason not in UNANSWERED:
                return reason
        except (OSError, HTTPException, ValueError) as error:
            return str(getattr(error, "reason", "") or error) or type(error).__name__
    return reason


def _links(toolkit: Toolkit) -> Iterator[tuple[str, Where]]:
    for document in toolkit.documents():
        for prose in find_prose(document):
            line = 0
            for token in prose.tokens:
                line = token.map[0] if token.map else line
                for child in (token, *(token.children or ())):
                    address = str(child.attrs.get("href", ""))
                    if child.type == "link_open" and address.startswith(("http:", "https:")):
                        yield address.partition("#")[0], Where(document.where.path, line)
