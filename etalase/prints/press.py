"""The press: a directory and what is asked for → a PDF, or the files of codes.

1. `pipeline.check_site` reads and checks everything as a build does.
2. `selection` says what is to be printed; `catalogue` and `labels` give the values.
3. The pictures that they hang are made into the cache.
4. Typst sets `theme/print/` with the values, which lie beside it as JSON: no text of a record is ever read as a program.

The same records give the same bytes: the date in the PDF is theirs. It is tagged, and follows PDF/UA-1.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etalase.crew import Crew
from etalase.editions import Edition
from etalase.images import make_derivatives
from etalase.jobs import Job
from etalase.languages import Language
from etalase.pipeline import Progress, Site, check_site
from etalase.prints.catalogue import Paper, PerPage, plan_catalogue
from etalase.prints.codes import code_files, write_files
from etalase.prints.labels import Shape, plan_labels
from etalase.prints.pictures import Pictures
from etalase.prints.selection import Wanted, select
from etalase.problems import ContentError, Location, problem
from etalase.theme import files_for_paper

FONTS = "print/font"


class OtherLanguage(Exception):
    """The directory is not written in the language asked for; carries those it has."""


def print_catalogue(
    job: Job, wanted: Wanted, language: Language | None, paper: Paper, per_page: PerPage, target: Path, progress: Progress
) -> int:
    """Write the catalogue of what is wanted; gives how many products it shows.

    `language` is None for the site's first. Raises ContentError, OtherLanguage and NothingToPrint.
    """
    site, edition = _opened(job, language, progress)
    selection = select(edition, wanted)
    pictures = Pictures(edition.view.album, edition.view.phrases)
    values = plan_catalogue(edition, selection, pictures, paper, per_page)
    _make_pictures(pictures, job, progress)
    _set(site, job, "catalogue", asdict(values), target)
    return len(selection.flat)


def print_labels(job: Job, wanted: Wanted, language: Language | None, shape: Shape, target: Path, progress: Progress) -> int:
    """Write sheets of labels or shelf cards, or files of codes; gives how many products they are for. Raises as above."""
    site, edition = _opened(job, language, progress)
    selection = select(edition, wanted)
    if shape == "qr":
        write_files(code_files(edition, selection), target)
    else:
        _set(site, job, "labels", asdict(plan_labels(edition, selection, shape)), target)
    return len(selection.flat)


def _opened(job: Job, language: Language | None, progress: Progress) -> tuple[Site, Edition]:
    site = check_site(job, Crew(), progress)
    edition = next((each for each in site.editions if language in (None, each.view.language)), None)
    if edition is None:
        raise OtherLanguage(", ".join(each.view.language for each in site.editions))
    return site, edition


def _make_pictures(pictures: Pictures, job: Job, progress: Progress) -> None:
    with Crew().hired() as executor:
        for plans in pictures.plans.values():
            made = make_derivatives(plans.values(), job.content, job.cache, executor, progress=partial(progress, "pictures"))
            if made.problems:
                raise ContentError(made.problems)


def _set(site: Site, job: Job, template: str, values: Mapping[str, Any], target: Path) -> None:
    """Set a template of `theme/print/` with its values, in a folder of its own that holds nothing else."""
    import typst  # 30 MB, and only for this

    with TemporaryDirectory(prefix="print-", dir=job.cache) as name:
        folder = Path(name)
        for path, file in files_for_paper(site.theme).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / path)
        shutil.copyfile(site.theme.assets["mark.svg"].source, folder / "print" / "mark.svg")
        (folder / "print" / "values.json").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        (folder / "print" / "foto").symlink_to((job.cache / "foto").absolute(), target_is_directory=True)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder / FONTS])
        try:
            typst.compile(
                folder / "print" / f"{template}.typ",
                folder / "made.pdf",  # not as bytes: with a thousand photos they are some hundred megabytes
                root=folder,
                font_paths=fonts,
                pdf_standards=["ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            place = _blamed(error.diagnostic, template)
            raise ContentError([problem(place, "template-syntax", reason=error.message)]) from error
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / "made.pdf", target)


def _blamed(diagnostic: str, template: str) -> Location:
    """The first place in the theme that Typst names: `┌─ print/look.typ:12:3`."""
    place = re.search(r"print/([\w-]+\.typ):(\d+):(\d+)", diagnostic)
    return Location(f"theme/print/{place[1]}", int(place[2]), int(place[3])) if place else Location(f"theme/print/{template}.typ")
