"""The interface words of one language, as templates and phrases ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etalase.languages import Language


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """The interface words of one language; `{name}` in them stands for a fact given at the call."""

    language: Language
    words: Mapping[str, str | Mapping[str, str]]

    def __call__(self, key: str, **facts: object) -> str:
        """The words of `key`. With forms `one` and `other`, the fact `n` chooses; Indonesian needs no plural.

        Raises KeyError for an unknown key, and for a fact that the words name but the call does not give.
        """
        words = self.words[key]
        if not isinstance(words, str):
            words = words["one"] if facts.get("n") in (1, "1") and "one" in words else words["other"]
        return words.format_map(facts) if facts else words

    def forms(self, *keys: str) -> dict[str, str]:
        """The words of these keys as a script needs them: a plural's forms become `key_one` and `key_other`."""
        flat: dict[str, str] = {}
        for key in keys:
            words = self.words[key]
            flat |= {key: words} if isinstance(words, str) else {f"{key}_{form}": text for form, text in words.items()}
        return flat

    def __repr__(self) -> str:
        return f"Messages({self.language})"
