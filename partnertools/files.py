"""Bytes -> a file, whole or not at all."""

from pathlib import Path

from partnertools.problems import ContentError, Problem, Where


def write(path: Path, data: bytes) -> None:
    """Write a file under another name first, so that nobody finds half of it.

    Raises `ContentError` where it can't be written; what stood there before stays then.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        if fresh.is_file():
            fresh.unlink()
        what = f"it can't be written ({error.strerror})"
        raise ContentError([Problem(Where(path), what, "choose another place")]) from None
