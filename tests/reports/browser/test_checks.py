"""Each check finds what it is for: on a sound page nothing, on one that is broken its fault."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.reports.browser.checks import CHECKS, validate
from tests.reports.browser.chromium import chromium
from tests.reports.browser.visit import Visit, visits

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

SOUND = """<!DOCTYPE html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Sound</title>
<style>
:root { color-scheme: light dark; --text: #222; --ground: #fff }
@media (prefers-color-scheme: dark) { :root { --text: #ddd; --ground: #111 } }
body { margin: 0; color: var(--text); background: var(--ground) }
.wide { overflow-x: auto }
.wide div { width: 3000px }
</style>
</head>
<body>
<main>
<h1>고객 세그먼트</h1>
<p>A <a href="#table">table</a> and <a href="other.html#there">another page</a>.</p>
<table id="table">
<caption>One</caption>
<thead><tr><th scope="col"><button>Name</button></th><th scope="col">Number</th></tr></thead>
<tbody><tr><td>b</td><td>1</td></tr><tr><td>a</td><td>2</td></tr></tbody>
</table>
<div class="wide" tabindex="0"><div>Scrolls by itself</div></div>
<svg role="img" aria-label="Two bars" width="300" height="60" viewBox="0 0 300 60">
<rect x="0" y="0" width="150" height="60" fill="#1f4e79"/>
<text x="10" y="35" fill="#fff">dark bar</text>
<text x="200" y="35" fill="var(--text)">beside</text>
</svg>
</main>
<script>
document.querySelector("button").addEventListener("click", (event) => {
  const [heading, body] = [event.target.closest("th"), document.querySelector("tbody")];
  heading.ariaSort = heading.ariaSort === "ascending" ? "descending" : "ascending";
  const sign = heading.ariaSort === "descending" ? -1 : 1;
  const text = (row) => row.cells[0].textContent;
  body.append(...[...body.rows].sort((one, other) => sign * text(one).localeCompare(text(other))));
});
</script>
</body>
</html>
"""
PIXEL = "https://segmart.invalid/pixel.png"
# of each check: what stands in the sound page, what stands there instead, a word of the finding
BROKEN = {
    "quiet": [
        ("</main>", "</main><script>console.warn('look')</script>", "look"),
        ("</main>", "</main><script>missing()</script>", "missing is not defined"),
        ("</main>", "</main><img alt='' src=x onerror=alert(1)>", "dialog: 1"),
    ],
    "alone": [
        ("</main>", f'</main><img alt="" src="{PIXEL}">', PIXEL),
        ("<style>", f"<style>@import url({PIXEL});", PIXEL),
        ("</main>", "</main><script src='other.html'></script>", "other.html"),
    ],
    "fits": [
        ("<h1>", "<h1 style='width: 950px'>", "at 900 px: ends at 950 px"),
        ("<h1>", "<h1 style='width: 730px'>", "in print: ends at 730 px"),
        (".wide { overflow-x: auto }", "", "at 1600 px"),
        (".wide { overflow-x: auto }", ".wide { overflow-x: clip; width: 20px }", "cut off"),
        ('x="200"', 'x="280"', "label leaves its drawing"),
    ],
    "labels_apart": [('x="200"', 'x="40"', "dark bar over <text > beside")],
    "links_resolve": [
        ('"#table"', '"#tables"', "no such anchor"),
        ("other.html#there", "others.html", "goes nowhere"),
        ("other.html#there", "other.html#here", "no such anchor"),
        ("other.html#there", "https://segmart.invalid/", "goes nowhere"),
        ('href="#table"', "", "goes nowhere"),
    ],
    "sorts": [
        ("? -1 : 1", "? 1 : 1", "descending by <th > Name: <td > a before <td > b"),
        ('"click"', '"pointerdown"', "sorts ['ascending', 'ascending', 'ascending']"),
        ("heading.ariaSort = ", "", "sorts [None, None, None]"),
    ],
    "plain_is_whole": [
        ("</main>", "<script>document.write('<p>Written')</script></main>", "needs JavaScript"),
        ("<h1>", "<h1 hidden>", "hidden"),
        ("<h1>", "<h1 style='opacity: 0'>", "hidden"),
    ],
    "labels_stand_out": [
        ('fill="#1f4e79"', 'fill="#dde"', "dark bar"),
        ('y="35" fill="var(--text)"', 'y="35" fill="#333"', "dark: 1."),
    ],
    "prints": [("<h1>", "<div style='height: 150vh; break-after: page'></div><h1>", "3 sheets")],
    "hangul_has_a_font": [],  # not a fault of a page: below
    "text_stands_out": [
        ("#222", "#888", "light: serious color-contrast"),
        ("#ddd", "#777", "dark: serious color-contrast"),
        ("<h1>", "<h1 style='opacity: 0.3'>", "light: serious color-contrast"),
    ],
    "accessible": [
        ('lang="ko"', "", "html-has-lang"),
        ('aria-label="Two bars"', "", "svg-img-alt"),
        ("</main>", '<img src="data:," width="1" height="1"></main>', "image-alt"),
    ],
}
CASES = [
    pytest.param(name, *case, id=f"{name}-{number}")
    for name, cases in BROKEN.items()
    for number, case in enumerate(cases)
]


def write(folder: Path, html: str) -> Path:
    (folder / "other.html").write_text('<p id="there">', encoding="utf-8")
    path = folder / "segment_1.html"
    path.write_text(html, encoding="utf-8")
    return path


def test_every_check_is_broken_here() -> None:
    assert set(BROKEN) == set(CHECKS)


def test_a_sound_page_passes(visit: Visit, tmp_path: Path) -> None:
    visit.open(write(tmp_path, SOUND))
    assert [line for check in CHECKS.values() for line in check(visit)] == []


@pytest.mark.parametrize(("name", "old", "new", "finding"), CASES)
def test_a_fault_is_found(
    visit: Visit, tmp_path: Path, name: str, old: str, new: str, finding: str
) -> None:
    assert old in SOUND
    visit.open(write(tmp_path, SOUND.replace(old, new)))
    assert finding in "\n".join(CHECKS[name](visit))


def test_hangul_without_a_font_is_found(playwright: Playwright, tmp_path: Path) -> None:
    latin = subprocess.check_output(["fc-match", "--format=%{file}", "DejaVu Sans"], text=True)
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{Path(latin).parent}</dir></fontconfig>", encoding="utf-8")
    with chromium(playwright, FONTCONFIG_FILE=str(fonts)) as browser, visits(browser) as visit:
        visit.open(write(tmp_path, SOUND))
        assert "Hangul in" in "\n".join(CHECKS["hangul_has_a_font"](visit))


def test_the_validator_finds_what_is_not_html(programs: None, tmp_path: Path) -> None:
    sound, broken = tmp_path / "sound", tmp_path / "broken"
    for folder, html in ((sound, SOUND), (broken, SOUND.replace("<h1>", "<h1 id='a b'><h1>"))):
        folder.mkdir()
        (folder / "page.html").write_text(html, encoding="utf-8")
    found = validate(sound, broken)
    assert len(found) >= 2 and all("broken/page.html" in line for line in found)
