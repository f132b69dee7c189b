"""In: a PDF. Out: the same as other people's programs write it anew."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdf

from tools import fillers, programs


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def with_pikepdf(pdf: bytes, **options: Any) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return saved(document, **options)


def with_program(pdf: bytes, command: Sequence[str]) -> bytes:
    """Run a program on a file; `in.pdf` and `out.pdf` stand for what it reads and writes."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in.pdf").write_bytes(pdf)
        places = [f"{folder}/{word}" if word.endswith(".pdf") else word for word in command[1:]]
        done = programs.run([programs.needs(command[0]), *places])
        assert done.returncode == 0, done.stderr.decode()
        return (Path(folder) / "out.pdf").read_bytes()


def with_pypdf(pdf: bytes, is_update: bool) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=is_update)
    writer.add_metadata({"/Title": "Again"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_pymupdf(pdf: bytes, **options: Any) -> bytes:
    opened: Any = pymupdf.open
    with opened(stream=pdf, filetype="pdf") as document:
        data: bytes = document.tobytes(**options)
    return data


def changed(pdf: bytes) -> bytes:
    """Add an update that changes an answer, and another that takes it back."""
    before = fillers.read_with_partnertools(pdf)["tea.pick.taste"]
    other = next(c for c in ("heavenly", "bitter") if c != before)
    update = fillers.fill_with_partnertools(pdf, {"tea.pick.taste": other})
    assert fillers.read_with_partnertools(update)["tea.pick.taste"] != before
    return fillers.fill_with_partnertools(update, {"tea.pick.taste": before})


MODES = pikepdf.ObjectStreamMode
REWRITES: dict[str, Callable[[bytes], bytes]] = {
    "qpdf, no object streams": partial(with_pikepdf, object_stream_mode=MODES.disable),
    "qpdf, the same object streams": partial(with_pikepdf, object_stream_mode=MODES.preserve),
    "qpdf, object streams": partial(with_pikepdf, object_stream_mode=MODES.generate),
    "qpdf, linearized": partial(with_pikepdf, linearize=True, object_stream_mode=MODES.disable),
    "qpdf, linearized, object streams": partial(
        with_pikepdf, linearize=True, object_stream_mode=MODES.generate
    ),
    "qpdf, to be edited": partial(with_pikepdf, qdf=True),
    "qpdf, uncompressed": partial(
        with_pikepdf,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=MODES.generate,
    ),
    "qpdf, normal content": partial(with_pikepdf, normalize_content=True, linearize=False),
    "mutool clean": partial(with_program, command=("mutool", "clean", "in.pdf", "out.pdf")),
    "mutool clean, small": partial(
        with_program, command=("mutool", "clean", "-ggggz", "in.pdf", "out.pdf")
    ),
    "mutool clean, to be read": partial(
        with_program, command=("mutool", "clean", "-da", "in.pdf", "out.pdf")
    ),
    "pypdf": partial(with_pypdf, is_update=False),
    "pypdf, as an update": partial(with_pypdf, is_update=True),
    "PyMuPDF": with_pymupdf,
    "PyMuPDF, object streams": partial(with_pymupdf, garbage=4, deflate=True, use_objstms=True),
    "PyMuPDF, linearized once": partial(with_pymupdf, garbage=3, pretty=True, ascii=True),
    "updates": changed,
}


def classic(pdf: bytes) -> bytes:
    return with_pikepdf(pdf, object_stream_mode=MODES.disable)
