"""A page that is open, with and without JavaScript, and what the browser said meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

# nothing depends on it, and a low window is soon drawn
HEIGHT = 400


@cache
def probes() -> str:
    return (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")


def probe(page: Page, function: str) -> Any:
    """Result of a function of `probes.js`; also where the page itself runs no JavaScript."""
    return page.evaluate(f"(() => {{ {probes()}; return {function}(); }})()")


@dataclass
class Visit:
    """One page of a folder of pages.

    `page` runs JavaScript, `plain` does not; `said` and `asked_for` gather what happened in `page`.
    """

    page: Page
    plain: Page
    path: Path = Path()
    said: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)

    def open(self, path: Path) -> None:
        """Go to a page anew, in a window of a usual size and the light scheme."""
        self.path = path
        self.resize(1200)
        self.page.emulate_media(media="screen", color_scheme="light")
        self.said.clear()
        self.asked_for.clear()
        self.page.goto(path.as_uri())
        self.plain.goto(path.as_uri())

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def visits(browser: Browser) -> Iterator[Visit]:
    """A visit that can be opened at one page after the other."""
    with browser.new_context() as context, browser.new_context(java_script_enabled=False) as bare:
        visit = Visit(context.new_page(), bare.new_page())
        visit.page.on(
            "console", lambda message: visit.said.append(f"{message.type}: {message.text}")
        )
        visit.page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
        visit.page.on("dialog", visit._dismiss)
        visit.page.on("request", lambda request: visit.asked_for.append(request.url))
        yield visit
