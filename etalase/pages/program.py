"""The pages of programs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from etalase import structured
from etalase.contexts import ProgramLine, ProgramPage, ProgramsPage
from etalase.editions import Edition, PlannedPage, Spot, stated
from etalase.entries import Entry
from etalase.model import Group, Program
from etalase.views import Labelled


def programs_page(edition: Edition) -> PlannedPage:
    depends = [program.brief.digest for program in edition.catalog.programs]
    return edition.page(ProgramsPage, Spot("programs"), depends, partial(_programs_page, edition))


def _programs_page(edition: Edition) -> ProgramsPage:
    title, lead = edition.t("programs"), edition.t("programs_lead")
    lines = tuple(_line(edition, entry.record) for entry in edition.catalog.programs)
    return ProgramsPage(frame=edition.frame("programs", (), title, lead), title=title, lead=lead, programs=lines)


def _line(edition: Edition, program: Program) -> ProgramLine:
    view, text = edition.view, edition.view.phrases.text
    return ProgramLine(
        title=text(program.title),
        href=view.href("programs", program.slug),
        kind=edition.t(f"program_{program.kind}"),
        when=_when(edition, program),
        where=view.phrases.place_names(program.place, down_to=3) if program.place else "",
        summary=text(program.summary),
    )


def _when(edition: Edition, program: Program) -> str:
    return edition.view.phrases.days(program.start, program.end) if program.start else edition.t("no_date")


def program_page(edition: Edition, entry: Entry[Program]) -> PlannedPage:
    named = set(entry.refs("groups"))
    groups = tuple(group for group in edition.catalog.groups if group.slug in named)
    depends = (entry.brief.digest, edition.photos(entry), *map(edition.group_face, groups))
    plan = partial(_program_page, edition, entry, {group.slug: group for group in groups})
    return edition.page(ProgramPage, Spot("programs", (entry.slug,)), depends, plan, shown=entry)


def _program_page(edition: Edition, entry: Entry[Program], groups: Mapping[str, Entry[Group]]) -> ProgramPage:
    view, text, program = edition.view, edition.view.phrases.text, entry.record
    title, url = text(program.title), view.absolute("programs", program.slug)
    image = view.shared_picture(program.photos)
    taking_part = tuple(
        Labelled(text(groups[slug].record.name), view.href("groups", slug)) for slug in entry.refs("groups") if slug in groups
    )
    venue = ", ".join(
        part for part in (text(program.venue), view.phrases.place_names(program.place) if program.place else "") if part
    )
    return ProgramPage(
        frame=edition.frame(
            "programs",
            (program.slug,),
            title,
            text(program.summary) or title,
            photos=program.photos,
            crumbs=(edition.crumb("programs"),),
            nodes=_nodes(edition, program, url, image[0] if image else ""),
        ),
        title=title,
        kind=edition.t(f"program_{program.kind}"),
        summary=text(program.summary),
        facts=stated(
            (edition.t("when"), _when(edition, program), ()),
            (edition.t("venue"), venue, ()),
            (edition.t("organisers"), ", ".join(program.organisers), ()),
            (edition.t("topic"), text(program.topic), ()),
            (edition.t("seats"), view.phrases.count("members_n", program.seats) if program.seats else "", ()),
            (edition.t("participants"), "", taking_part),
            (edition.t("result"), text(program.result), ()),
        ),
        picture=view.picture(program.photos[0] if program.photos else None),
        body=entry.html(view.language),
        sample=program.sample,
        source=edition.t("source", source=text(program.source).rstrip(".")) if program.source else "",
    )


def _nodes(edition: Edition, program: Program, url: str, image: str) -> list[structured.Node]:
    catalog, phrases = edition.catalog, edition.view.phrases
    event = structured.event(catalog, phrases, program, url, image)
    by_owner = structured.is_by_owner(catalog, program)
    return [event, *([structured.owner(catalog, phrases, edition.logo)] if by_owner else [])] if event else []
