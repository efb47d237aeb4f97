"""Who was erased, without their ids: salted digests, and how a line of text is told by them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

# what may stand on either side of an id in a line that does not parse
DELIMITERS = frozenset(" \t\r\n,;|\"'")


@dataclass(frozen=True)
class Digests:
    """Digests of erased customer ids.

    Attributes
    ----------
    salt
        Text before each id, one per database.
    lengths
        Lengths of the ids in characters.
    digests
        SHA-256 of salt and id, hexadecimal.
    """

    salt: str
    lengths: frozenset[int]
    digests: frozenset[str]

    @classmethod
    def of_ids(cls, salt: str, customer_ids: frozenset[str]) -> Digests:
        """Digest ids."""
        return cls(
            salt,
            frozenset(map(len, customer_ids)),
            frozenset(digest(salt, customer_id) for customer_id in customer_ids),
        )

    @classmethod
    @lru_cache(maxsize=1)
    def read(cls, text: str) -> Digests:
        """Return the digests that the macro `erased_customers` wrote as JSON."""
        values = json.loads(text)
        return cls(values["salt"], frozenset(values["lengths"]), frozenset(values["digests"]))

    def stand_in(self, text: str) -> bool:
        """Whether an erased id stands in a text between delimiters, or alone."""
        # a quoted field doubles the quotes within it
        return any(map(self._stand_in, {text, text.replace('""', '"')}))

    def _stand_in(self, text: str) -> bool:
        starts = [n for n in range(len(text)) if n == 0 or text[n - 1] in DELIMITERS]
        return any(
            digest(self.salt, text[start:end]) in self.digests
            for start in starts
            for end in (start + length for length in self.lengths)
            if end == len(text) or (end < len(text) and text[end] in DELIMITERS)
        )


def digest(salt: str, customer_id: str) -> str:
    """SHA-256 of salt and id, as the landing computes it in SQL."""
    return hashlib.sha256((salt + customer_id).encode()).hexdigest()


def land_names_erased(text: str, digests: str) -> bool:
    """Whether an erased customer id stands in the text of a line that does not parse.

    Parameters
    ----------
    text : str
        The line as delivered.
    digests : str
        The digests as JSON.
    """
    return Digests.read(digests).stand_in(text)
