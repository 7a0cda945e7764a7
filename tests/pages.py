"""Reading a page: its links, loaded resources, table rows, attributes and text."""

from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """What a person finds on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self._elements: list[tuple[str, dict[str, str | None]]] = []
        self._words: list[str] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self._elements.append((tag, values))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True
        if tag == "a":
            self.links.append(values.get("href") or "")
        elif tag in ("link", "script", "img"):
            self.loaded.append(values.get("href") or values.get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._cell:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of this name."""
        return [values for name, values in self._elements if name == tag]

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(" ".join(self._words).split())
