"""Never a stale page: after any edits at all, a warm build gives the same bytes, or the same problems, as one from nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from PIL import Image

from etalase.crew import Crew
from etalase.jobs import Job, built_in_theme
from etalase.pipeline import build_site
from etalase.problems import ContentError, Problem
from tests.sites import GOLDEN

STEPS = 55  # of each walk; four walks make 220
CREW = Crew(stays=True)
Outcome = dict[str, bytes] | tuple[Problem, ...]
TERMS = {"categories": ["anyaman", "makanan"], "materials": ["rotan", "aren"], "techniques": ["anyam"]}
DAYS = ("1790000000", "1795000000", "1999999999")  # seconds since 1970: 2026 and 2033


class Directory:
    """A directory that is edited at random, as editors, developers and time do."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.content = Path(shutil.copytree(GOLDEN / "content", root / "content"))
        self.theme = root / "theme"
        self.dice = random.Random(seed)
        self.told: list[str] = []
        self.edits: list[Callable[[], str]] = [
            getattr(self, name) for name in sorted(vars(Directory)) if name.startswith("_") and not name.startswith("__")
        ]

    def edit(self) -> None:
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            self.told.append(self.dice.choice(self.edits)())

    def keep(self) -> None:
        """Remember the content as it is now."""
        shutil.rmtree(self.root / "kept", ignore_errors=True)
        shutil.copytree(self.content, self.root / "kept")

    def restore(self) -> None:
        """Go back to the content that was remembered, as an editor does with Git."""
        shutil.rmtree(self.content)
        shutil.copytree(self.root / "kept", self.content)
        self.told.append("restored")

    def _map(self) -> str:
        """Borders come, move, are wrong, or go."""
        file, text = self.content / "map" / "belitung.topojson", (GOLDEN / "content/map/belitung.topojson").read_text()
        file.parent.mkdir(exist_ok=True)
        west = self.dice.choice(["107.4", "107.5", "107.6", "gone", "12000"])
        file.write_text(text.replace("107.4", west))
        if west == "gone":
            file.unlink()
        return f"map {west}"

    # files of every kind

    def files(self, *folders: str) -> list[Path]:
        found = (path for folder in folders for path in (self.content / folder).rglob("*") if path.suffix in (".yaml", ".md"))
        return sorted(path for path in found if ".en." not in path.name)

    def fields(self, file: Path) -> tuple[dict[str, object], str]:
        text = file.read_text("utf-8")
        if file.suffix == ".yaml":
            return yaml.safe_load(text), ""
        _, header, body = text.split("---\n", 2)
        return yaml.safe_load(header), body

    def write(self, file: Path, fields: dict[str, object], body: str) -> str:
        header = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(header if file.suffix == ".yaml" else f"---\n{header}---\n{body}", "utf-8")
        return f"{file.relative_to(self.root)} {sorted(fields)}"

    def change(self, folder: str, name: str, value: object) -> str:
        if not (files := self.files(folder)):
            return f"no {folder}"
        file = self.dice.choice(files)
        fields, body = self.fields(file)
        return f"{name}: {value!r} in {self.write(file, fields | {name: value}, body)}"

    def word(self) -> str:
        return (
            self.dice.choice(("Bakul", "Topi", "Kendi", "Lampu & Rak", "Kisa <kecil>", "Tikar Lampit"))
            + f" {self.dice.randrange(9)}"
        )

    # what editors do

    def _name(self) -> str:
        return self.change(self.dice.choice(("products", "groups", "outlets")), "name", {"id": self.word(), "en": self.word()})

    def _price(self) -> str:
        return self.change(
            "products", "price", {"amount": self.dice.randrange(1, 99) * 1000, "per": self.dice.choice(("buah", "set"))}
        )

    def _sold(self) -> str:
        """What channels ask for comes and goes."""
        shop = {"channel": self.dice.choice(("tokopedia", "padi")), "url": f"https://toko.example/{self.dice.randrange(3)}"}
        facts = {"weight": 500, "kbli": "16291", "tkdn": 40, "links": [shop], "summary": self.word(), "dimensions": {"width": 90}}
        name = self.dice.choice(sorted(facts))
        if self.dice.random() < 0.3:
            return self.change("groups", "npwp", self.dice.random() < 0.5)
        return self.change("products", name, facts[name] if self.dice.random() < 0.7 else None)

    def _stock(self) -> str:
        return self.change("products", "stock", self.dice.choice(("ready", "order", "out")))

    def _since(self) -> str:
        return self.change("products", "since", self.dice.choice(("2026-01-01", "2026-08-01", "2026-10-05")))

    def _terms(self) -> str:
        name = self.dice.choice(("materials", "techniques"))
        return self.change("products", name, self.dice.sample(TERMS[name], self.dice.randint(0, len(TERMS[name]))))

    def _category(self) -> str:
        return self.change("products", "category", self.dice.choice(TERMS["categories"]))

    def _maker(self) -> str:
        groups = [self.slug(file) for file in self.files("groups")] or ["hilang"]
        return self.change("products", "group", self.dice.choice(groups))

    def _draft(self) -> str:
        folder = self.dice.choice(("products", "products", "groups", "outlets", "programs", "pages"))
        return self.change(folder, "draft", self.dice.random() < 0.3)

    def _permits(self) -> str:
        permit = {
            "kind": "nib",
            "number": "9120001230001",
            "expires": self.dice.choice(("2026-09-01", "2026-12-31", "2031-01-01")),
        }
        return self.change(self.dice.choice(("products", "groups")), "permits", [permit])

    def _place(self) -> str:
        places = ("61.06.03", "19.02.01", "Kotabumi, Lampung Utara", "Jember")
        return self.change(self.dice.choice(("groups", "outlets")), "place", self.dice.choice(places))

    def _aliases(self) -> str:
        return self.change("products", "aliases", [f"lama-{self.dice.randrange(4)}"])

    def _stocked(self) -> str:
        products = [self.slug(file) for file in self.files("products")]
        return self.change("outlets", "products", self.dice.sample(products, min(len(products), 2)))

    def _body(self) -> str:
        file = self.dice.choice(self.files("products", "groups", "pages"))
        fields, _ = self.fields(file)
        others = [f"{path.relative_to(self.content).parts[0]}/{self.slug(path)}" for path in self.files("products", "groups")]
        target = self.dice.choice([*others, "https://contoh.id/"])
        body = f"\n{self.word()} *baru*, lihat [{self.word()}]({target}).\n"
        if file.suffix == ".yaml":
            return self.write(file, fields | {"body": body}, "")
        return self.write(file, fields, body)

    def _translation(self) -> str:
        file = self.dice.choice(self.files("products", "pages"))
        beside = file.with_name(f"{file.stem}.en.md")
        if beside.exists():
            beside.unlink()
            return f"no {beside.name}"
        beside.write_text(f"{self.word()} in English.\n", "utf-8")
        return beside.name

    def _new(self) -> str:
        slug = f"baru-{self.dice.randrange(6)}"
        group = self.slug(self.dice.choice(self.files("groups") or [Path("hilang.yaml")]))
        file = self.content / "products" / self.dice.choice((f"{slug}.yaml", f"{slug}/index.md"))
        return self.write(file, {"name": self.word(), "group": group, "category": "anyaman", "materials": ["rotan"]}, "\nBaru.\n")

    def _delete(self) -> str:
        files = self.files("products", "outlets", "programs", "pages") + self.files("groups")[:1] * (self.dice.random() < 0.1)
        if len(files) < 4:
            return "too few to delete"
        return self.remove(self.dice.choice(files))

    def _rename(self) -> str:
        file = self.dice.choice(self.files("products"))
        fields, body = self.fields(file)
        fields.pop("photos", None)
        gone, new = self.remove(file), self.content / "products" / f"nama-{self.dice.randrange(9)}.md"
        return f"{gone}, now {self.write(new, fields, body)}"

    def _photo(self) -> str:
        file = self.dice.choice(self.files("products", "groups"))
        if file.name.startswith("index"):
            name = f"foto-{self.dice.randrange(3)}.jpg"
            self.picture(file.parent / name)
            fields, body = self.fields(file)
            return self.write(
                file,
                fields | {"photos": [{"file": name, "alt": self.word(), "focus": [0.5, self.dice.choice((0.2, 0.8))]}]},
                body,
            )
        return "no folder"

    def _repainted(self) -> str:
        photos = sorted(self.content.rglob("*.jpg"))
        if not photos:
            return "no photos"
        photo = self.dice.choice(photos)
        self.picture(photo)
        return f"other pixels in {photo.name}"

    def _photo_gone(self) -> str:
        photos = sorted(self.content.rglob("foto-*.jpg"))
        if photos and self.dice.random() < 0.3:
            photos[0].unlink()
            return f"no {photos[0].name}"
        return "photos stay"

    def _label(self) -> str:
        file = self.content / "vocabulary.yaml"
        fields, _ = self.fields(file)
        name = self.dice.choice(("categories", "materials"))
        terms = fields[name]
        assert isinstance(terms, dict)
        terms[self.dice.choice(sorted(terms))]["label"] = {"id": self.word(), "en": self.word()}
        return self.write(file, fields, "")

    def _synonyms(self) -> str:
        file = self.content / "vocabulary.yaml"
        fields, _ = self.fields(file)
        return self.write(file, fields | {"synonyms": [["keranjang", self.word().split()[0].lower()]]}, "")

    def _setting(self) -> str:
        file = self.content / "site.yaml"
        fields, _ = self.fields(file)
        change = self.dice.choice(
            (
                {"name": self.word()},
                {"owner": self.word()},
                {"pieces_per_page": self.dice.randint(1, 3)},
                {"coverage": self.dice.choice((["19.02"], ["19.02", "61.06"]))},
                {"halal_required": self.dice.choice(("2026-10-17", "2033-01-01"))},
                {"languages": self.dice.choice((["id", "en"], ["id"], ["en", "id"]))},
                {"url": self.dice.choice(("https://uji.example/", "https://uji.example/katalog/"))},
                {"description": {"id": self.word(), "en": self.word()}},
            )
        )
        return self.write(file, fields | change, "")

    def _comment(self) -> str:
        file = self.dice.choice([path for path in self.files("products", "groups", "outlets") if path.suffix == ".yaml"])
        file.write_text(f"# {self.word()}\n{file.read_text('utf-8')}", "utf-8")
        return f"a comment in {file.name}"

    def _touched(self) -> str:
        file = self.dice.choice(self.files("products", "groups"))
        file.write_bytes(file.read_bytes())
        return f"{file.name} saved again"

    def _mistake(self) -> str:
        if self.dice.random() < 0.7:
            return "no mistake"
        return self.change("products", self.dice.choice(("prise", "group")), "salah")

    # what developers do

    def _template(self) -> str:
        name = self.dice.choice(
            ("templates/product.html", "components/card.html", "templates/base.html", "components/price.html")
        )
        own = self.theme / name
        if own.exists():
            own.unlink()
            return f"the built-in {name}"
        text = (built_in_theme() / name).read_text("utf-8")
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(
            re.sub(r'class="(price|piece|site-header|panel)', rf'data-try="{self.dice.randrange(9)}" class="\1', text), "utf-8"
        )
        return f"an own {name}"

    def _message(self) -> str:
        own = self.theme / "messages" / "id.yaml"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(f"menu: {self.word()!r}\n", "utf-8")
        return "own words"

    def _style(self) -> str:
        own = self.theme / "static" / "site.css"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(f"body {{ margin: {self.dice.randrange(9)}px }}\n", "utf-8")
        return "an own style sheet"

    # helpers

    def slug(self, file: Path) -> str:
        return file.parent.name if file.stem == "index" else file.stem

    def remove(self, file: Path) -> str:
        shutil.rmtree(file.parent) if file.stem == "index" else file.unlink()
        return f"no {file.relative_to(self.content)}"

    def picture(self, file: Path) -> None:
        colour = (self.dice.randrange(256), self.dice.randrange(256), self.dice.randrange(256))
        Image.new("RGB", (520, 510), colour).save(file, quality=60)


def outcome(job: Job) -> Outcome:
    """Every byte of the site, or what the editors are told. What is given early is what the site then has."""
    early: dict[str, bytes] = {}
    try:
        build_site(job, crew=CREW, early=early.update)
    except ContentError as error:
        return error.problems
    site = {path.relative_to(job.out).as_posix(): path.read_bytes() for path in sorted(job.out.rglob("*")) if path.is_file()}
    assert early.items() <= site.items()
    return site


def cold(directory: Directory, warm: Job, folder: Path) -> Outcome:
    """A build in which nothing is known but pictures, named by their bytes, and compiled templates, which know theirs."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for kept in ("foto", "templates"):
        if (warm.cache / kept).is_dir():
            shutil.copytree(warm.cache / kept, folder / "cache" / kept, copy_function=os.link)
    return outcome(
        Job(content=directory.content, theme=directory.theme, out=folder / "public", cache=folder / "cache", search=warm.search)
    )


def differing(one: Outcome, other: Outcome) -> list[str] | str:
    if isinstance(one, dict) and isinstance(other, dict):
        return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
    return (
        ""
        if one == other
        else f"{one if isinstance(one, tuple) else 'a site'} / {other if isinstance(other, tuple) else 'a site'}"
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_warm_build_gives_what_a_cold_one_would(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(tmp_path, seed)
    directory.keep()
    sites = 0
    for step in range(STEPS):
        directory.edit()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", directory.dice.choice(DAYS[: 1 + (step % 10 == 0) * 2]))
        with_search = step % 20 == 7
        warm = Job(
            content=directory.content,
            theme=directory.theme,
            out=tmp_path / "public",
            cache=tmp_path / "cache",
            search=with_search,
        )
        before = {path: path.read_bytes() for path in warm.out.rglob("*") if path.is_file()}
        made = outcome(warm)
        wanted = cold(directory, warm, tmp_path / "cold")
        assert not differing(made, wanted), (step, directory.told[-6:])
        sites += isinstance(made, dict)
        if isinstance(made, tuple):
            assert {path: path.read_bytes() for path in warm.out.rglob("*") if path.is_file()} == before
            directory.restore()
        else:
            directory.keep()
    assert sites > STEPS // 3
