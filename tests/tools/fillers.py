"""In: a fillable PDF. Out: what other people's programs make of it: copies and values.

`FILLERS` fill it in as their users would, `READERS` read the answers back. Answers go by field id:
text, the name of a choice's state, or whether a box is ticked.
"""

from __future__ import annotations

import atexit
import base64
import ctypes
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pypdfium2.raw as pdfium
from playwright.sync_api import Page
from pypdf import PdfReader, PdfWriter

from partnertools.model import values
from partnertools.model.values import RADIO
from partnertools.pdf.forms import fill, plan
from tools import browser, programs

Value = str | bool
Values = dict[str, Value]
Filler = Callable[[bytes, Mapping[str, Value]], bytes]
Reader = Callable[[bytes], Values]


def lines(text: str) -> str:
    """Return text with line feeds as line ends: PDFium writes CR LF, Acrobat CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


# partnertools


def fill_with_partnertools(pdf: bytes, given: Mapping[str, values.Value]) -> bytes:
    filler = fill.Filler(plan.of_pdf(pdf, Path("form.pdf")))
    return pdf + filler.update(len(pdf), given)


def read_with_partnertools(pdf: bytes) -> Values:
    found: Values = {}
    for blank in plan.of_pdf(pdf, Path("form.pdf")).fields.values():
        value = pikepdf.Object.parse(blank.entries.get("/V", "()").encode("latin-1"))
        match blank.value_type.name:
            case "check":
                found[blank.id] = value == f"/{blank.widgets[0].state}"
            case "choice":
                found[blank.id] = str(value).lstrip("/").replace("Off", "")
            case _:
                found[blank.id] = lines(str(value))
    return found


# pypdf


def fill_with_pypdf(pdf: bytes, values: Mapping[str, Value]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    given = {name: _pypdf_value(writer, name, value) for name, value in values.items()}
    writer.update_page_form_field_values(None, given, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _pypdf_value(writer: PdfWriter, name: str, value: Value) -> str:
    if isinstance(value, bool):
        return "/yes" if value else "/Off"
    field = (writer.get_fields() or {}).get(name, {})
    return f"/{value or 'Off'}" if field.get("/FT") == "/Btn" else value


def read_with_pypdf(pdf: bytes) -> Values:
    found: Values = {}
    for name, field in (PdfReader(io.BytesIO(pdf)).get_fields() or {}).items():
        value = field.get("/V", "")
        match field.get("/FT"):
            case "/Tx":
                found[name] = lines(str(value))
            case "/Btn" if int(field.get("/Ff", 0)) & RADIO:
                found[name] = str(value).lstrip("/").replace("Off", "")
            case "/Btn":
                found[name] = value not in ("", "/Off")
            case _:
                continue
    return found


# PDFium, the viewer of Chromium


def fill_with_pdfium(pdf: bytes, values: Mapping[str, Value]) -> bytes:
    """Click into each field and type, one character after the other."""
    with opened_in_pdfium(pdf) as document:
        form = document.formenv
        # A tick on what is ticked would clear it.
        current = dict(_pdfium_values(document))
        for page, widget in _pdfium_widgets(document):
            name = _pdfium_text(pdfium.FPDFAnnot_GetFormFieldName, form, widget)
            if name not in values or values[name] == current[name]:
                continue
            value = values[name]
            if isinstance(value, bool):
                _pdfium_click(form, page, widget)
            elif pdfium.FPDFAnnot_GetFormFieldType(form, widget) == pdfium.FPDF_FORMFIELD_TEXTFIELD:
                _pdfium_click(form, page, widget)
                pdfium.FORM_SelectAllText(form, page)
                # At each character it lays out the whole text anew: what is long is pasted, but for
                # its end.
                at = len(value) - END if len(value) > TYPED else 0
                if at:
                    _pdfium_paste(form, page, value[:at])
                for char in value[at:]:
                    key = "\r" if char == "\n" else char
                    assert pdfium.FORM_OnChar(form, page, ord(key), 0), (name, char)
            elif value == _pdfium_text(pdfium.FPDFAnnot_GetFormFieldExportValue, form, widget):
                _pdfium_click(form, page, widget)
            pdfium.FORM_ForceToKillFocus(form)
        out = io.BytesIO()
        # Without flags, as Chromium saves: the file is written anew.
        document.save(out, flags=0)
    return out.getvalue()


# So many characters at most are typed into a field; of longer texts, so many at the end.
TYPED = 400
END = 40


def _pdfium_paste(form: Any, page: Any, text: str) -> None:
    units = ctypes.create_string_buffer(f"{text}\0".replace("\n", "\r").encode("utf-16-le"))
    pdfium.FORM_ReplaceSelection(form, page, ctypes.cast(units, pdfium.FPDF_WIDESTRING))


def _pdfium_click(form: Any, page: Any, widget: Any) -> None:
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(widget, box)
    at = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    pdfium.FORM_OnMouseMove(form, page, 0, *at)
    assert pdfium.FORM_OnLButtonDown(form, page, 0, *at)
    assert pdfium.FORM_OnLButtonUp(form, page, 0, *at)


def read_with_pdfium(pdf: bytes) -> Values:
    with opened_in_pdfium(pdf) as document:
        return dict(_pdfium_values(document))


def _pdfium_values(document: Any) -> Iterator[tuple[str, Value]]:
    form = document.formenv
    for _, widget in _pdfium_widgets(document):
        name = _pdfium_text(pdfium.FPDFAnnot_GetFormFieldName, form, widget)
        value = _pdfium_text(pdfium.FPDFAnnot_GetFormFieldValue, form, widget)
        match pdfium.FPDFAnnot_GetFormFieldType(form, widget):
            case pdfium.FPDF_FORMFIELD_CHECKBOX:
                yield name, bool(pdfium.FPDFAnnot_IsChecked(form, widget))
            case pdfium.FPDF_FORMFIELD_RADIOBUTTON:
                yield name, value.replace("Off", "")
            case _:
                yield name, lines(value)


@contextmanager
def opened_in_pdfium(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


def _pdfium_widgets(document: Any) -> Iterator[tuple[Any, Any]]:
    for page in document:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            widget = pdfium.FPDFPage_GetAnnot(page, number)
            if pdfium.FPDFAnnot_GetSubtype(widget) == pdfium.FPDF_ANNOT_WIDGET:
                yield page, widget
            pdfium.FPDFPage_CloseAnnot(widget)
        page.close()


def _pdfium_text(read: Callable[..., int], form: Any, widget: Any) -> str:
    size = read(form, widget, None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(form, widget, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


# pdf.js, the viewer of Firefox


def fill_with_pdfjs(pdf: bytes, values: Mapping[str, Value]) -> bytes:
    """Type and click in the fields that its viewer shows, and save."""
    page = _pdfjs()
    widgets = page.evaluate("file => forms.widgets(file)", _encoded(pdf))
    page.evaluate("file => forms.open(file)", _encoded(pdf))
    shown = 0
    for widget in widgets:
        name = widget["fieldName"]
        if name not in values:
            continue
        if widget["page"] != shown:
            shown = widget["page"]
            page.evaluate("number => forms.show(number)", shown)
        field = page.locator(f'.annotationLayer [data-element-id="{widget["id"]}"]')
        value = values[name]
        if isinstance(value, bool):
            field.set_checked(value)
        elif widget["fieldType"] == "Tx":
            field.select_text()
            page.keyboard.insert_text(value)
        elif value == widget["buttonValue"]:
            field.check()
    saved: str = page.evaluate("forms.save()")
    return base64.b64decode(saved)


def read_with_pdfjs(pdf: bytes) -> Values:
    found: Values = {}
    for widget in _pdfjs().evaluate("file => forms.widgets(file)", _encoded(pdf)):
        value = widget["fieldValue"] or ""
        if widget["checkBox"]:
            found[widget["fieldName"]] = value == widget["buttonValue"]
        elif widget["radioButton"]:
            found[widget["fieldName"]] = value.replace("Off", "")
        else:
            found[widget["fieldName"]] = lines(value)
    return found


def names_in_pdfjs(pdf: bytes) -> list[tuple[str, str, str]]:
    """Return what its viewer tells screen readers of fields and links, page by page.

    Each is its field's id (for a link: its address), its role and its accessible name. Buttons have
    none: pdf.js names the region around each of them, which is heard as it is entered.
    """
    page = _pdfjs()
    page.evaluate("file => forms.open(file)", _encoded(pdf))
    session = page.context.new_cdp_session(page)
    found: list[tuple[str, str, str]] = []
    for number in range(1, page.evaluate("forms.count()") + 1):
        page.evaluate("number => forms.show(number)", number)
        shown = (
            f"document.querySelectorAll(\".page[data-page-number='{number}']"
            ' .annotationLayer :is(input, textarea, select, a)")'
        )
        for place in range(page.evaluate(f"{shown}.length")):
            one = session.send("Runtime.evaluate", {"expression": f"{shown}[{place}]"})["result"]
            tree = session.send("Accessibility.getPartialAXTree", {"objectId": one["objectId"]})
            control, *above = tree["nodes"]
            around = next(node for node in above if node["nodeId"] == control["parentId"])
            is_of = page.evaluate(f"(e => e.name || e.href)({shown}[{place}])")
            role = control["role"]["value"]
            told = around if role in ("radio", "checkbox") else control
            found.append((is_of, role, told.get("name", {}).get("value", "")))
    session.detach()
    return found


@cache
def _pdfjs() -> Page:
    programs.node_module("pdfjs-dist", "build/pdf.mjs")
    folder = Path(__file__).parent.parent
    opened = ExitStack()
    atexit.register(opened.close)
    origin = opened.enter_context(browser.serve(folder, policy=None))
    page = browser.chromium().new_page()
    page.goto(f"{origin}/tools/pdfjs/viewer.html")
    page.wait_for_function("globalThis.forms !== undefined")
    return page


def pdfjs_version() -> str:
    found: str = _pdfjs().evaluate("forms.version")
    return found


def _encoded(pdf: bytes) -> str:
    return base64.b64encode(pdf).decode()


# MuPDF: its own library, and PyMuPDF's layer over it


def fill_with_mupdf(pdf: bytes, values: Mapping[str, Value]) -> bytes:
    """Fill in as MuPDF's viewers do."""
    mupdf = pymupdf.mupdf
    with _mupdf(pdf) as document:
        for widget in _mupdf_widgets(document):
            field = mupdf.pdf_annot_obj(widget)
            name = mupdf.pdf_load_field_name(field)
            if name not in values:
                continue
            value = values[name]
            if mupdf.pdf_field_type(field) == mupdf.PDF_WIDGET_TYPE_TEXT:
                mupdf.pdf_set_text_field_value(widget, value)
            else:
                on = mupdf.pdf_to_name(mupdf.pdf_button_field_on_state(field))
                is_on = mupdf.pdf_to_name(mupdf.pdf_dict_gets(field, "AS")) == on
                wanted = value if isinstance(value, bool) else value == on
                # A radio button goes off with the click on another.
                if wanted != is_on and (wanted or isinstance(value, bool)):
                    mupdf.pdf_toggle_widget(widget)
            mupdf.pdf_update_widget(widget)
        data: bytes = document.tobytes()
    return data


def take_back_with_mupdf(pdf: bytes, name: str) -> bytes:
    """Click on the picked button of a group, as its viewers do."""
    mupdf = pymupdf.mupdf
    with _mupdf(pdf) as document:
        for widget in _mupdf_widgets(document):
            field = mupdf.pdf_annot_obj(widget)
            is_on = mupdf.pdf_to_name(mupdf.pdf_dict_gets(field, "AS")) != "Off"
            if is_on and mupdf.pdf_load_field_name(field) == name:
                mupdf.pdf_toggle_widget(widget)
                mupdf.pdf_update_widget(widget)
        data: bytes = document.tobytes()
    return data


def _mupdf(pdf: bytes) -> Any:
    # The library has no types.
    opened: Any = pymupdf.open
    return opened(stream=pdf, filetype="pdf")


def _mupdf_widgets(document: Any) -> Iterator[Any]:
    mupdf = pymupdf.mupdf
    pdf = mupdf.pdf_document_from_fz_document(document.this)
    for number in range(len(document)):
        page = mupdf.pdf_load_page(pdf, number)
        widget = mupdf.pdf_first_widget(page)
        while widget.m_internal:
            yield widget
            widget = mupdf.pdf_next_widget(widget)


def read_with_mupdf(pdf: bytes) -> Values:
    mupdf = pymupdf.mupdf
    found: Values = {}
    with _mupdf(pdf) as document:
        for widget in _mupdf_widgets(document):
            field = mupdf.pdf_annot_obj(widget)
            name = mupdf.pdf_load_field_name(field)
            value = mupdf.pdf_field_value(field)
            match mupdf.pdf_field_type(field):
                case mupdf.PDF_WIDGET_TYPE_CHECKBOX:
                    found[name] = value not in ("", "Off")
                case mupdf.PDF_WIDGET_TYPE_RADIOBUTTON:
                    found[name] = value.replace("Off", "")
                case _:
                    found[name] = lines(value)
    return found


def fill_with_pymupdf(pdf: bytes, values: Mapping[str, Value]) -> bytes:
    with _mupdf(pdf) as document:
        for page in document:
            for widget in page.widgets():
                value = values.get(widget.field_name)
                if value is None:
                    continue
                if widget.field_type_string == "RadioButton":
                    if value != widget.on_state():
                        continue
                    value = True
                widget.field_value = value
                widget.update()
        data: bytes = document.tobytes()
    return data


FILLERS: dict[str, Filler] = {
    "partnertools": fill_with_partnertools,
    "pypdf": fill_with_pypdf,
    "PDFium": fill_with_pdfium,
    "pdf.js": fill_with_pdfjs,
    "MuPDF": fill_with_mupdf,
    "PyMuPDF": fill_with_pymupdf,
}
READERS: dict[str, Reader] = {
    "partnertools": read_with_partnertools,
    "pypdf": read_with_pypdf,
    "PDFium": read_with_pdfium,
    "pdf.js": read_with_pdfjs,
    "MuPDF": read_with_mupdf,
}
