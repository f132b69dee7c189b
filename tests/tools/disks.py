"""Disks that are full, folders that can't be renamed or written: real ones.

Root may mount file systems. Others are kept from writing by permissions and limits, which don't
keep root from it.
"""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def full(folder: Path, room: int, largest: int) -> Iterator[bool]:
    """Let a folder be a disk with so many bytes, and tell that it is one.

    Where none may be mounted, no file can be larger than `largest` instead.
    """
    if _mount("-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)):
        try:
            yield True
        finally:
            _unmount(folder)
        return
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, limits[1]))
        yield False
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@contextmanager
def fixed(folder: Path) -> Iterator[Path]:
    """Let a folder be one that can't be renamed, and return where its content really is.

    It is mounted, as Docker does with a volume, or the folder around it is read-only.
    """
    elsewhere = folder.with_name("elsewhere")
    elsewhere.mkdir()
    folder.mkdir()
    if _mount("--bind", str(elsewhere), str(folder)):
        try:
            yield elsewhere
        finally:
            _unmount(folder)
    else:
        with _without_permission(folder.parent):
            yield folder


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let a folder be one in which nothing can be written."""
    folder.mkdir()
    if _mount("-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)):
        try:
            yield
        finally:
            _unmount(folder)
    else:
        with _without_permission(folder):
            yield


@contextmanager
def _without_permission(folder: Path) -> Iterator[None]:
    if os.geteuid() == 0:
        reason = "root may mount nothing here, and no permission keeps it from writing"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(mode)


def _mount(*words: str) -> bool:
    mount = shutil.which("mount")
    if os.geteuid() or mount is None:
        return False
    return subprocess.run([mount, *words], check=False, capture_output=True).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)
