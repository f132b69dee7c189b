"""In: the HTML of a print sheet. Out: the words of it that are painted."""

from html.parser import HTMLParser


class Words(HTMLParser):
    """The text of a print sheet that is painted."""

    def __init__(self, is_large: bool) -> None:
        super().__init__()
        self.is_large = is_large
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.tags: list[str] = []
        self.table = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        # In large print a grid's questions are asked in each of its cells, and not in its head;
        # what stands before a label in its name is shown.
        of_table = classes in ("row-head", "question") or (
            classes == "hint" and self.tags[-1] == "td"
        )
        of_label = "visually-hidden" in classes and self.tags[-1] in ("label", "legend")
        is_hidden = (
            tag in ("head", "textarea")
            or (self.is_large and tag == "thead" and "grid" in self.table)
            or (not self.is_large and of_table)
            or ("visually-hidden" in classes and not (self.is_large and of_label))
        )
        if tag == "table":
            self.table = classes
        if tag not in ("meta", "input", "br", "img", "link"):
            self.tags.append(tag)
        if (self.hidden or is_hidden) and tag not in ("meta", "input", "br", "img"):
            self.hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.pop()
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)
