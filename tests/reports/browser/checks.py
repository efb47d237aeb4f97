"""What must hold of every page: a check takes a visit and returns what is wrong, as lines."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.reports.browser.chromium import AXE, VALIDATOR
from tests.reports.browser.visit import Visit, probe

SCHEMES = ("light", "dark")
WIDTHS = (400, 900, 1600)
# A4 at 96 dots an inch, less margins of 10 mm
PRINT_WIDTH = 718
SEGMENT_SHEETS = 2
CONTRAST = "color-contrast"
TURNS = (["ascending", "descending", "ascending"], ["descending", "ascending", "descending"])


def quiet(visit: Visit) -> list[str]:
    """No message in the console, no error, no dialog."""
    return list(visit.said)


def alone(visit: Visit) -> list[str]:
    """Nothing is asked for but the page itself."""
    return [url for url in visit.asked_for if url != visit.path.as_uri()]


def fits(visit: Visit) -> list[str]:
    """No sideways scrolling of the page, and no text that is cut, at any width and in print."""
    found = []
    for width in WIDTHS:
        visit.resize(width)
        for name in ("overflow", "cutText", "cutLabels"):
            found += [f"at {width} px: {line}" for line in probe(visit.page, name)]
    visit.resize(PRINT_WIDTH)
    visit.page.emulate_media(media="print")
    found += [f"in print: {line}" for line in probe(visit.page, "overflow")]
    visit.page.emulate_media(media="screen")
    visit.resize(1200)
    return found


def labels_apart(visit: Visit) -> list[str]:
    """No label of a drawing stands on another."""
    return probe(visit.page, "overlappingLabels")


def links_resolve(visit: Visit) -> list[str]:
    """Every link goes to a page that is there, and to an anchor on it."""
    found = []
    for link in dict.fromkeys(probe(visit.page, "links")):
        parts = urlsplit(link)
        target = Path(unquote(parts.path))
        if parts.scheme != "file" or not target.is_file():
            found.append(f"goes nowhere: {link!r}")
        elif parts.fragment and unquote(parts.fragment) not in anchors(target):
            found.append(f"no such anchor: {link!r}")
    return found


@cache
def anchors(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r'\sid="([^"]*)"', path.read_text(encoding="utf-8")))


def sorts(visit: Visit) -> list[str]:
    """Each heading that is a button sorts by a click, the other way by Enter, and back by Space."""
    found = []
    for button in visit.page.locator("th button").all():
        directions = []
        for act in (button.click, partial(button.press, "Enter"), partial(button.press, "Space")):
            act()
            directions.append(button.evaluate("button => button.closest('th').ariaSort"))
            found += probe(visit.page, "sortFaults")
        if directions not in TURNS:
            found.append(f"{button.inner_text()} sorts {directions}")
    return found


def plain_is_whole(visit: Visit) -> list[str]:
    """Without JavaScript every text is there and can be seen."""
    plain = probe(visit.plain, "words")
    lost = [f"needs JavaScript: {text}" for text in probe(visit.page, "words") if text not in plain]
    return lost + [f"hidden: {text}" for text in probe(visit.plain, "hiddenText")]


def labels_stand_out(visit: Visit) -> list[str]:
    """Labels of drawings stand out from what is behind them, in light and dark."""
    found = []
    for scheme in SCHEMES:
        visit.page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {line}" for line in probe(visit.page, "lowContrast")]
    return found


def text_stands_out(visit: Visit) -> list[str]:
    """axe-core finds no text that is too close to what is behind it, in light and dark."""
    found = []
    for scheme in SCHEMES:
        visit.page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {line}" for line in axe(visit, runOnly=[CONTRAST])]
    return found


def accessible(visit: Visit) -> list[str]:
    """axe-core finds nothing else that is serious or critical."""
    return axe(visit, rules={CONTRAST: {"enabled": False}})


def axe(visit: Visit, **options: object) -> list[str]:
    visit.page.evaluate(AXE.read_text(encoding="utf-8"))
    # it cannot tell for labels of drawings: `labels_stand_out` does
    run = (
        "options => axe.run({exclude: [['svg text']]}, options).then((result) => result.violations)"
    )
    quick = {"resultTypes": ["violations"], "preload": False, "selectors": False}
    return [
        f"{violation['impact']} {violation['id']}: {node['html'][:160]}"
        for violation in visit.page.evaluate(run, {**quick, **options})
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def prints(visit: Visit) -> list[str]:
    """A segment's page prints on two sheets of A4 at most."""
    if not visit.path.name.startswith("segment_"):
        return []
    printed = visit.plain.pdf(format="A4", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type /Page\b", printed))
    return [f"{sheets} sheets"] if not 1 <= sheets <= SEGMENT_SHEETS else []


def hangul_has_a_font(visit: Visit) -> list[str]:
    """Hangul is drawn with a font that has it, in every style of type."""
    styles = probe(visit.page, "markHangul")
    if not styles:
        return []
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    query = {"nodeId": root, "selector": "[data-hangul]"}
    found = []
    for node in session.send("DOM.querySelectorAll", query)["nodeIds"]:
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        families = {font["familyName"] for font in fonts}
        if not families & korean_families():
            found.append(f"Hangul in {sorted(families)}")
    session.detach()
    return found


@cache
def korean_families() -> frozenset[str]:
    command = ["fc-list", ":lang=ko", "family"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return frozenset(name for line in listed.splitlines() for name in line.split(","))


Check = Callable[[Visit], list[str]]
CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        fits,
        labels_apart,
        links_resolve,
        sorts,
        # what was said when the page opened and was sorted; looking for fonts says something itself
        quiet,
        alone,
        plain_is_whole,
        labels_stand_out,
        text_stands_out,
        prints,
        hangul_has_a_font,
        accessible,
    )
}
# these take longest, and colours differ neither between languages nor shops nor segments
OF_COLOURS = {"labels_stand_out", "text_stands_out"}


def validate(*folders: Path) -> list[str]:
    """Errors of the Nu HTML checker in every page below the folders."""
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar", VALIDATOR]
    command = [*java, "--format", "json", "--stdout", "--exit-zero-always", *folders]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return [
        f"{message['url']}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(result.stdout)["messages"]
        if message["type"] == "error"
    ]
