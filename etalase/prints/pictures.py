"""The pictures of a printed sheet: as many dots as its paper shows, and no more.

Each is a file of its own in the cache, made once from the photo like all others: what pages show is made to be small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from etalase.model import Photo
from etalase.phrases import Phrases
from etalase.pictures import Album, Picture, for_paper
from etalase.problems import Location

DOTS_PER_INCH: Final = 300
MILLIMETRES_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Hanging:
    """A picture to hang: its file below the cache, its size in pixels, what it shows, whether it is a sample."""

    file: str
    width: int
    height: int
    alt: str
    sample: bool


@dataclass(slots=True)
class Pictures:
    """The pictures hung so far; `plans` are for `images.make_derivatives`, by their width in pixels, and one width at a time."""

    album: Album
    phrases: Phrases
    plans: dict[int, dict[str, tuple[str, Location, Picture]]] = field(default_factory=dict)

    def hang(self, photo: Photo | None, width_mm: float) -> Hanging | None:
        """A photo as it will be shown, at most so wide."""
        if photo is None:
            return None
        width = ceil(width_mm / MILLIMETRES_PER_INCH * DOTS_PER_INCH)
        picture = for_paper(self.album.measured[photo.file], width)
        self.plans.setdefault(width, {})[photo.file] = (photo.file, photo.location, picture)
        file = picture.full[-1]
        return Hanging(file.path, file.width, file.height, self.phrases.text(photo.alt), photo.sample)
