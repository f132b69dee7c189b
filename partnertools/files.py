"""Bytes -> files, whole or not at all: the one place that writes.

A file is written under another name first and then put in its place, so nobody finds half of it. A
folder is put in its place as a whole where it may be renamed; a folder that others hold on to, by
a link or a mount, stays itself, and its files are replaced one by one.
"""

import ctypes
import errno
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fnmatch import translate
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from partnertools.problems import Problem, UserError, Where

if sys.platform != "win32":
    import fcntl

NO_ROOM = "make room on the disk, then try again"
NOT_ALLOWED = "allow writing there, or choose another place"
REMEDIES = {
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EFBIG: NO_ROOM,
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: NOT_ALLOWED,
    errno.EISDIR: "name a file in that folder",
    errno.ENOENT: "make its folder first",
    errno.ENOTDIR: "move the file that is in the way, or choose another place",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "remove the link that leads to itself",
}
# What systems leave in folders; the page that compares answers knows the same.
LEFT_BY_SYSTEMS = (
    ".*",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "$recycle.bin",
)
# What they, editors and version control leave beside the files that people write.
LEFTOVERS = (
    *LEFT_BY_SYSTEMS,
    "*~",
    "~$*",
    "#*#",
    "*.bak",
    "*.orig",
    "*.rej",
    "*.swp",
    "*.tmp",
)
_LEFT_BY_SYSTEM, _LEFTOVER = (
    re.compile("|".join(map(translate, names))) for names in (LEFT_BY_SYSTEMS, LEFTOVERS)
)
# What keeps one file from being written and would keep every other one from it.
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
# A folder that can't be renamed: mounted, part of an image, or in a folder that is read-only.
FIXED = (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS)
# Linux, `renameat2`; file systems that can't do it answer with one of these.
AT_THIS_FOLDER = -100
EXCHANGE = 2
UNABLE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


# In pieces, which can be gone through several times, it takes less room.
Data = bytes | Iterable[bytes]


def check_apart(out: Path, inputs: Iterable[Path]) -> None:
    """Raise `UserError` where a file to write is one that is read, by whatever name."""
    for path in inputs:
        # What can't be looked at is told of where it is read or written.
        with suppress(OSError):
            # A terminal, or a pipe, may well be both.
            if out.is_file() and out.samefile(path):
                what = "it is one of the files to read, which would be lost"
                remedy = "choose another name for what is written"
                raise UserError([Problem(Where(out), what, remedy)])


def write(path: Path, data: bytes) -> None:
    """Write a file, as `replace` does.

    Raises `UserError` where it can't be written; what stood there before stays then.
    """
    try:
        replace(path, data)
    except OSError as error:
        raise UserError([problem(path, error)]) from None


def replace(path: Path, data: Data) -> None:
    """Write a file whole, or raise `OSError` and leave what is there.

    The data may come in pieces. A link is followed: what it leads to is replaced. Into a pipe or a
    device, bytes are written.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        found = None
    # Where a link leads; that of an open file, as `/dev/stdout`, may lead to no name.
    target = Path(os.path.realpath(path))
    if found is not None:
        if stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        is_file = stat.S_ISREG(found.st_mode) and target.exists() and target.samefile(path)
        if not is_file:
            with open(os.open(path, os.O_WRONLY), "wb") as stream:  # noqa: PTH123
                stream.writelines(_pieces(data))
            return
    fresh = target.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with fresh.open("xb") as file:
            if found is not None:
                shutil.copymode(target, fresh)
            file.writelines(_pieces(data))
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def problem(path: Path, error: OSError) -> Problem:
    """Say why a file or a folder can't be written, and what to do about it."""
    code = error.errno or 0
    why = error.strerror or str(error)
    return Problem(
        Where(path), f"it can't be written ({why})", REMEDIES.get(code, "choose another place")
    )


def write_folder(folder: Path, files: Mapping[str, Data]) -> None:
    """Replace what is in a folder by files, which are named by their path within it.

    Where there is no such folder, it is made, with those around it.

    Readers find the old files or the new ones, whenever they look and however the program ends.
    A folder that is a link or a mount, or can't be renamed, is written file by file instead: each
    is whole, and what begins with a dot and isn't ours stays, such as `.git`. Of several programs
    that write one folder, each waits for the one before; what a killed one has left is removed.

    Raises `UserError` where the folder can't be written.
    """
    try:
        with suppress(FileNotFoundError):
            if not stat.S_ISDIR(folder.stat().st_mode):
                raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        target = Path(os.path.realpath(folder))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not (folder.is_symlink() or os.path.ismount(target)):
            try:
                _write_and_rename(target, files)
            except OSError as error:
                if error.errno not in FIXED:
                    raise
            else:
                return
        _write_into(target, files)
    except OSError as error:
        raise UserError([problem(folder, error)]) from None


def _write_and_rename(folder: Path, files: Mapping[str, Data]) -> None:
    """Write a new folder, and let it change places with the one that is there."""
    with _workplace(folder.with_name(f".{folder.name}.new")) as place:
        fresh, old = place / "new", place / "old"
        if old.exists() and not folder.exists():
            # A program was killed between the two renames below.
            old.rename(folder)
        _empty(place)
        _write_all(fresh, files, before=folder)
        if not folder.exists():
            fresh.rename(folder)
        elif not _exchange(fresh, folder):
            folder.rename(old)
            try:
                fresh.rename(folder)
            except BaseException:
                old.rename(folder)
                raise


def _write_into(folder: Path, files: Mapping[str, Data]) -> None:
    """Write all files beside their places first, so that a full disk changes none of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with _workplace(folder / f".{folder.name}.new") as place:
        _empty(place)
        _write_all(place, files, before=folder)
        for inner in sorted({p for name in files for p in PurePosixPath(name).parents}):
            path = folder / inner
            if inner.name and (path.is_symlink() or path.is_file()):
                path.unlink()
            path.mkdir(exist_ok=True)
        for name in files:
            if (folder / name).is_dir():
                _remove(folder / name)
            (place / name).replace(folder / name)
        _remove_others(folder, files.keys(), keeps_hidden=True)


def _write_all(folder: Path, files: Mapping[str, Data], before: Path | None = None) -> None:
    """Write files into a new folder; those that are the same in the one before keep their time.

    Whoever copies a site to a server, and browsers that ask it again, go by the times.
    """
    folder.mkdir(exist_ok=True)
    for inner in {PurePosixPath(name).parent for name in files}:
        (folder / inner).mkdir(parents=True, exist_ok=True)
    # As new files are made here.
    mode = folder.stat().st_mode & 0o666
    there = dict(_own_files(before, mode)) if before else {}
    for name, data in files.items():
        path = folder / name
        if name not in there or not _take_over(there[name], path, data):
            with path.open("wb") as file:
                file.writelines(_pieces(data))


def _take_over(old: Path, fresh: Path, data: Data) -> bool:
    """Give a file a second place if it holds this; return whether it does and that can be."""
    try:
        fresh.hardlink_to(old)
    except OSError:
        # Some file systems can't do it, and other programs may be at work in the old folder.
        return False
    if holds(fresh, data):
        return True
    fresh.unlink()
    return False


def holds(path: Path, data: Data) -> bool:
    """Return whether a file holds this, and nothing more."""
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in _pieces(data)) and not file.read(1)


def _pieces(data: Data) -> Iterable[bytes]:
    return (data,) if isinstance(data, bytes) else data


def _own_files(folder: Path, mode: int) -> Iterator[tuple[str, Path]]:
    """Yield the files with this mode that are in a folder alone, by their names."""
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            with suppress(OSError):
                about = path.lstat()
                if about.st_mode == stat.S_IFREG | mode and about.st_nlink == 1:
                    yield path.relative_to(folder).as_posix(), path


def _remove_others(folder: Path, names: Collection[str], *, keeps_hidden: bool = False) -> None:
    """Remove what is in a folder and not one of the names."""
    inner: dict[str, list[str]] = {}
    for name in names:
        first, _, rest = name.partition("/")
        inner.setdefault(_fold(first), []).append(rest)
    for path in list(folder.iterdir()):
        rests = inner.get(_fold(path.name))
        if rests is not None:
            if path.is_dir():
                _remove_others(path, rests)
        elif not (keeps_hidden and (path.name.startswith(".") or path.name == "lost+found")):
            _remove(path)


def _fold(name: str) -> str:
    # Some file systems don't tell capitals from small letters, or take accents apart.
    return normalize("NFC", name).casefold()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _empty(folder: Path) -> None:
    for path in list(folder.iterdir()):
        _remove(path)


@contextmanager
def _workplace(place: Path) -> Iterator[Path]:
    """Give a folder to one program at a time: the others wait. In the end it is removed.

    The folder is its own lock, which ends with the program, however that ends. What is in it was
    left by one that was killed.
    """
    if place.is_symlink() or place.is_file():
        place.unlink()
    lock = _lock(place)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _lock(place: Path) -> int | None:
    """Make a folder, and lock it; return what holds the lock, until it is closed."""
    while True:
        place.mkdir(exist_ok=True)
        if sys.platform == "win32":
            # There is no such lock: of two programs, one may be told that it can't write.
            return None
        lock = None
        try:
            lock = os.open(place, os.O_RDONLY)
            # Some network file systems know no locks; one program alone does well without.
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
            # The program before may have removed the folder in the meantime.
            if os.path.samestat(os.fstat(lock), place.stat()):
                return lock
        except FileNotFoundError:
            pass
        except BaseException:
            if lock is not None:
                os.close(lock)
            raise
        if lock is not None:
            os.close(lock)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return whether this system can do it."""
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    names = os.fsencode(one), os.fsencode(other)
    if library.renameat2(AT_THIS_FOLDER, names[0], AT_THIS_FOLDER, names[1], EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in UNABLE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def is_left_by_system(name: str) -> bool:
    """Return whether a system leaves files or folders of this name in folders."""
    return _LEFT_BY_SYSTEM.match(name.lower()) is not None


def is_leftover(name: str) -> bool:
    """Return whether a program has left a file of this name, and nobody has written it."""
    return _LEFTOVER.match(name.lower()) is not None
