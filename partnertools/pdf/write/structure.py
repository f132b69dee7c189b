"""A laid-out sheet and its PDF -> a structure tree that follows the HTML.

WeasyPrint tags page by page: what runs over a page is two elements, and names and groups of form
fields are unknown to it. Here the tree is built anew from the HTML elements. What WeasyPrint knows
and the HTML doesn't, which marked content shows which box, is read off its own tree first
(`tagged`): both list the text of a page in the same order.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from partnertools.pdf.write import links, words
from partnertools.pdf.write.tagged import Leaf, Tagging, find_object

# ISO 32000-1, 14.8.4: standard structure types. What is not here gives its content to its parent.
TYPES = {
    "section": "Sect",
    "article": "Art",
    "nav": "Sect",
    "blockquote": "BlockQuote",
    "fieldset": "Div",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "p": "P",
    "legend": "P",
    "label": "P",
    "pre": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "a": "Link",
    "img": "Figure",
    "input": "Form",
    "textarea": "Form",
}
# Types that hold no text of their own: text in them goes into a paragraph.
GROUPING = ("Document", "Sect", "Art", "BlockQuote", "Div", "L", "LI", "Table", "TR")
# The sheet sets bullets and numbers before the first words of an item.
MARKERS = ("li::before", "p::before")
NUMBERING = {"ol": "/Decimal", "ul": "/Disc", "dl": "/None"}


def tag(document: Any, pdf: Any, widgets: dict[Element, Any]) -> None:
    """Replace the structure tree.

    `widgets` has the annotation of every control's element; each gets a `Form` (ISO 14289-1,
    7.18.4), each link annotation is put under its `Link` (7.18.5). Running heads, repeated table
    heads and the space between blocks become artifacts (7.1).
    """
    old = Tagging(document, pdf)
    _Tree(document, pdf, old, widgets).build()


class _Tree:
    def __init__(self, document: Any, pdf: Any, output: Tagging, widgets: dict[Element, Any]):
        self.document = document
        self.pdf = pdf
        self.output = output
        self.widgets = widgets
        root = document._html.etree_element
        self.above = {child: parent for parent in root.iter() for child in parent}
        self.nodes: dict[Element, Any] = {}
        self.first_page: dict[Element, int] = {}
        self.paragraph: tuple[Any, Any] | None = None
        self.before: Leaf | None = None
        self.ids: list[tuple[str, Any]] = []
        self.annotations: dict[bytes, Any] = {}
        self.mapped: list[dict[int, bytes]] = [{} for _ in document.pages]
        self.top = self._element("Document", None)

    def build(self) -> None:
        for leaf in self.output.leaves:
            element = leaf.box.element
            if leaf.mcid is None:
                if element in self.widgets:
                    self._form(element, leaf)
            elif self._is_repeated(element, leaf.page) or self._is_spacing(leaf):
                self.output.artifacts.append((leaf.page, leaf.mcid))
            else:
                self._mark(leaf)
        # From the end: what is taken out leaves all before it in its place.
        for page, mcid in sorted(self.output.artifacts, reverse=True):
            self._make_artifact(page, mcid)
        self._links()
        self._finish()

    def _is_repeated(self, element: Element, page: int) -> bool:
        head = self._around(element, "thead")
        return head is not None and self.first_page.setdefault(head, page) != page

    def _around(self, element: Element, tag: str) -> Element | None:
        found: Element | None = element
        while found is not None and found.tag != tag:
            found = self.above.get(found)
        return found

    def _is_spacing(self, leaf: Leaf) -> bool:
        """Return whether a leaf is white space between blocks, or the dots of a contents line."""
        text = getattr(leaf.box, "text", None)
        if text is None:
            return False
        if leaf.box.element_tag.endswith("::after") and not text.strip(" ."):
            return True
        if text.strip():
            return False
        kind: str = self._for(leaf.box.element)["S"]
        return kind.lstrip("/") in GROUPING

    def _mark(self, leaf: Leaf) -> None:
        box = leaf.box
        if box.element_tag in MARKERS:
            item = self._around(box.element, "li")
            assert item is not None, "a marker stands in a list"
            parent = self._below(self._for(item), "Lbl")
        elif (parent := self._for(box.element))["S"].lstrip("/") in GROUPING:
            parent = self._body(parent)
        page = self.output.pages[leaf.page]
        parent.setdefault("Pg", page)
        if parent["Pg"] == page:
            parent["K"].append(leaf.mcid)
        else:
            parent["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": leaf.mcid}))
        assert leaf.mcid is not None
        if self.before and words.is_one_word(self.before.box, box):
            self._go_on(self.before)
        self.before = leaf
        self.mapped[leaf.page][leaf.mcid] = parent.reference

    def _go_on(self, leaf: Leaf) -> None:
        """Say that the last word of a line goes on in the next (ISO 32000-1, 14.8.2.2.3)."""
        assert leaf.mcid is not None
        text = leaf.box.text.removesuffix(words.HYPHEN).rstrip("\xad")
        stream, n = self._read_marks(leaf.page, leaf.mcid)
        stream[n]["ActualText"] = pydyf.String(f"{text}\xad")

    def _body(self, parent: Any) -> Any:
        """Return the paragraph (in a list item: its body) for text right in a grouping type."""
        if self.paragraph and self.paragraph[0] is parent and _is_last(parent, self.paragraph[1]):
            return self.paragraph[1]
        node = self._below(parent, "LBody" if parent["S"] == "/LI" else "P")
        self.paragraph = (parent, node)
        return node

    def _for(self, element: Element) -> Any:
        """Return the structure element of an HTML element, or of the nearest one around it."""
        if element in self.nodes:
            return self.nodes[element]
        above = self.above.get(element)
        if above is None:
            return self.top
        parent = self._for(above)
        if element in self.nodes:
            # A row makes its cells when it is made.
            return self.nodes[element]
        kind = TYPES.get(element.tag)
        if element.tag == "span" and element.get("lang"):
            # It says of words in a text that they are in another language.
            kind = "Span"
            if parent["S"].lstrip("/") in GROUPING and parent["S"] != "/LI":
                parent = self._body(parent)
        if element.tag in ("dt", "dd"):
            node = self._definition(element, parent)
        elif kind is None:
            node = parent
        else:
            # Inside a heading or a paragraph, a label or a paragraph is text of that one.
            if kind == "P" and parent["S"] in ("/P", "/H1", "/H2", "/H3", "/H4", "/Lbl"):
                node = parent
            else:
                if parent["S"] == "/LI" and kind != "LI":
                    parent = self._item_body(parent)
                node = self._below(parent, kind)
                self._describe(element, node)
        self.nodes[element] = node
        if element.tag == "tr":
            # A cell without text is a cell all the same: rows stay regular (ISO 14289-1, 7.5).
            for cell in element:
                self._for(cell)
        return node

    def _item_body(self, item: Any) -> Any:
        bodies = [kid for kid in self._kids(item) if kid["S"] == "/LBody"]
        return bodies[-1] if bodies else self._below(item, "LBody")

    def _definition(self, element: Element, parent: Any) -> Any:
        """Return a term's label or a definition's body in the list item of the pair."""
        items = [kid for kid in self._kids(parent) if kid["S"] == "/LI"]
        if element.tag == "dt" or not items:
            return self._below(self._below(parent, "LI"), "Lbl")
        return self._item_body(items[-1])

    def _describe(self, element: Element, node: Any) -> None:
        if element.tag in ("th", "td"):
            attributes = pydyf.Dictionary({"O": "/Table"})
            if element.tag == "th":
                scope = "/Row" if element.get("scope") == "row" else "/Column"
                attributes["Scope"] = scope
                self._identify(node)
            if len(attributes) > 1:
                node["A"] = attributes
        elif element.tag in NUMBERING:
            node["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": NUMBERING[element.tag]})
        elif element.tag == "img":
            node["Alt"] = pydyf.String(element.get("alt", ""))
        if element.get("lang"):
            node["Lang"] = pydyf.String(element.get("lang"))

    def _walk_annotations(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Yield annotations in the order of the structure, each with its element."""
        for kid in node["K"]:
            if isinstance(kid, bytes):
                below = find_object(self.pdf, kid)
                if below["Type"] == "/OBJR":
                    yield node, self.annotations[below["Obj"]]
                else:
                    yield from self._walk_annotations(below)

    def _identify(self, node: Any) -> None:
        name = f"th-{len(self.ids) + 1:04}"
        node["ID"] = pydyf.String(name)
        self.ids.append((name, node))

    def _form(self, element: Element, leaf: Leaf) -> None:
        parent = self._for(self.above[element])
        if parent["S"] == "/LI":
            parent = self._item_body(parent)
        node = self._below(parent, "Form")
        node["Pg"] = self.output.pages[leaf.page]
        widget = self.widgets[element]
        # pdf.js, the viewer of Firefox, takes a field's name from here.
        node["Alt"] = widget["TU"]
        self._annotate(node, widget)

    def _annotate(self, node: Any, annotation: Any) -> None:
        reference = self._new({"Type": "/OBJR", "Obj": annotation.reference, "Pg": annotation["P"]})
        node["K"].append(reference.reference)
        self.annotations[annotation.reference] = annotation

    def _links(self) -> None:
        """Put each link annotation into the `Link` of its element, with words for it."""
        for number, page in enumerate(self.document.pages):
            page_reference = self.output.pages[number]
            for beside, annotation in links.annotations(page._page_box):
                element = self._around(beside, "a")
                if element is None or element not in self.nodes:
                    continue
                node = self.nodes[element]
                annotation["P"] = page_reference
                annotation["F"] = 4
                text = " ".join("".join(element.itertext()).split())
                annotation["Contents"] = node["Alt"] = pydyf.String(text)
                node.setdefault("Pg", page_reference)
                self._annotate(node, annotation)

    def _element(self, kind: str, parent: Any) -> Any:
        return self._new(
            {
                "Type": "/StructElem",
                "S": f"/{kind}",
                "K": pydyf.Array(),
                "P": (parent or self.output.root).reference,
            }
        )

    def _below(self, parent: Any, kind: str) -> Any:
        node = self._element(kind, parent)
        parent["K"].append(node.reference)
        return node

    def _kids(self, parent: Any) -> list[Any]:
        kids = [find_object(self.pdf, k) for k in parent["K"] if isinstance(k, bytes)]
        return [kid for kid in kids if kid.get("Type") == "/StructElem"]

    def _new(self, values: dict[str, Any]) -> Any:
        if self.output.spare:
            node = self.output.spare.pop()
            node.update(values)
        else:
            node = pydyf.Dictionary(values)
            self.pdf.add_object(node)
        return node

    def _make_artifact(self, page: int, mcid: int) -> None:
        """Take marked content out of the structure (ISO 32000-1, 14.8.2.2)."""
        stream, n = self._read_marks(page, mcid)
        stream[n - 1 : n + 2] = [b"/Artifact", b"BMC"]

    def _read_marks(self, page: int, mcid: int) -> tuple[list[Any], int]:
        """Return a page's operators, and which of them are the properties of marked content."""
        stream, places = self.output.marked[page]
        return stream, places[mcid]

    def _finish(self) -> None:
        """Write the parent tree, the tree of ids, and the root (ISO 32000-1, 14.7)."""
        numbers = pydyf.Array()
        for page, mapped in enumerate(self.mapped):
            size = max(mapped, default=-1) + 1
            row = pydyf.Array([mapped.get(mcid, "null") for mcid in range(size)])
            numbers.extend([page, row])
        in_order: dict[bytes, Any] = {}
        for number, (node, annotation) in enumerate(
            self._walk_annotations(self.top), start=len(self.mapped)
        ):
            numbers.extend([number, node.reference])
            annotation["StructParent"] = number
            in_order.setdefault(annotation["P"], pydyf.Array()).append(annotation.reference)
        for reference, references in in_order.items():
            find_object(self.pdf, reference)["Annots"] = references
        self.output.parents["Nums"] = numbers
        root = self.output.root
        root["K"] = pydyf.Array([self.top.reference])
        root["ParentTreeNextKey"] = len(self.mapped) + len(self.annotations)
        if self.ids:
            names = pydyf.Array()
            for name, node in self.ids:
                names.extend([pydyf.String(name), node.reference])
            limits = pydyf.Array([pydyf.String(self.ids[0][0]), pydyf.String(self.ids[-1][0])])
            leaf = self._new({"Limits": limits, "Names": names})
            root["IDTree"] = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})


def _is_last(parent: Any, node: Any) -> bool:
    return bool(parent["K"]) and parent["K"][-1] == node.reference
