"""Every text of the report, by key, from the files in ``messages/<language>/``.

A file holds the texts of one page or topic; the files of a language make one set of keys. In a
text, ``{name}`` is where a value goes. A Korean value may end in a vowel or in a consonant, so that
none is followed by a particle that depends on it (이/가, 은/는, 을/를, …).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.errors import ReportError
from reports.formatting import LOCALES, Locale

FOLDER = Path(__file__).parent / "messages"


@dataclass(frozen=True)
class Messages:
    """The texts of one language; calling it with a key and its values gives the text.

    Attributes
    ----------
    language : str
        Code of the language, the name of its folder.
    texts : Mapping of str to str
        Text by dotted key, such as ``segments.title``; ``{name}`` is where a value goes.
    """

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: str) -> str:
        """The text of `key` with its values filled in; KeyError if either is missing."""
        return self.texts[key].format(**values)

    @property
    def name(self) -> str:
        """What the language is called in itself."""
        return self("page.language")

    @property
    def locale(self) -> Locale:
        """How the language writes dates, days and money."""
        return LOCALES[self.language]

    def counted(self, noun: str, number: str) -> str:
        """A formatted number with its noun: "1 day", "2 days"; a noun of ``counts``."""
        form = "one" if number == "1" else "other"
        return self(f"counts.{noun}_{form}", count=number)

    def name_of(self, family: str, code: str) -> str:
        """Display name of a code of the data, or the code itself where a shop made its own."""
        return self.texts.get(f"{family}.{code}", code)

    def codes_of(self, family: str) -> tuple[str, ...]:
        """Codes of a family of texts, in the order of their file."""
        keys = (key.partition(".") for key in self.texts)
        return tuple(code for name, _, code in keys if name == family)

    def feature_name(self, code: str) -> str:
        """Display name of a feature; ``category:Tea`` is named after its category."""
        kind, _, category = code.partition(":")
        if kind == "category" and category:
            return self("signal.category", name=category)
        return self.name_of("feature_names", code)


def available_languages() -> tuple[str, ...]:
    """Codes of the languages that have a folder, in alphabetical order."""
    return tuple(sorted({path.parent.name for path in FOLDER.glob("*/*.toml")}))


@cache
def load_messages(language: str) -> Messages:
    """Read the texts of a language, once.

    Raises
    ------
    ReportError
        If there is no folder for the language (names it and those there are), or if two of its
        files have the same key.
    """
    allowed = available_languages()
    if language not in allowed:
        raise ReportError(f"language {language!r} is not available; allowed: {', '.join(allowed)}")
    return Messages(language, read_texts(FOLDER / language))


def read_texts(folder: Path) -> dict[str, str]:
    """The texts of all files of a folder, by dotted key.

    Raises
    ------
    ReportError
        If a key stands in two files; names the key and both files.
    """
    texts: dict[str, str] = {}
    origins: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            found = dict(_flatten(tomllib.load(file)))
        for key in sorted(found.keys() & texts.keys()):
            raise ReportError(f"text {key} stands in {origins[key]} and in {path.name} of {folder}")
        texts |= found
        origins |= dict.fromkeys(found, path.name)
    return texts


def _flatten(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """Dotted keys and their texts, in the order of the file."""
    texts = []
    for key, value in tree.items():
        if isinstance(value, dict):
            texts += _flatten(value, f"{prefix}{key}.")
        else:
            texts.append((f"{prefix}{key}", str(value)))
    return texts
