"""Reads a form of a page as a browser would send it."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import HttpResponse


class _FormReader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.is_inside = False
        self.fields: dict[str, str | list[str]] = {}
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        if not self.is_inside:
            return
        if tag == "input" and given.get("type") not in {"submit", "button"}:
            if given.get("type") != "checkbox" or "checked" in given:
                ticked = "on" if given.get("type") == "checkbox" else ""
                self.fields[given["name"]] = given.get("value", ticked)
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self.fields[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.textarea = given["name"]
            self.fields[self.textarea] = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] = str(self.fields[self.textarea]) + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.fields[self.textarea] = str(self.fields[self.textarea]).removeprefix("\n")
            self.textarea = ""


def fields_of(response: HttpResponse, form_id: str) -> dict[str, str | list[str]]:
    """Return the fields of one form with what stands in them; nothing where there is no such form."""
    reader = _FormReader(form_id)
    reader.feed(response.content.decode())
    return reader.fields
