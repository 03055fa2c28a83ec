"""The pages of programs."""

from __future__ import annotations

from etalase import structured
from etalase.contexts import ProgramLine, ProgramPage, ProgramsPage
from etalase.model import Group, Program
from etalase.pages.edition import Edition, PlannedPage, stated
from etalase.views import Labelled


def programs_page(edition: Edition) -> PlannedPage:
    view, text = edition.view, edition.view.phrases.text
    title, lead = edition.t("programs"), edition.t("programs_lead")
    lines = tuple(
        ProgramLine(
            title=text(program.title),
            href=view.href("programs", program.slug),
            kind=edition.t(f"program_{program.kind}"),
            when=_when(edition, program),
            where=view.phrases.place_names(program.place, down_to=3) if program.place else "",
            summary=text(program.summary),
        )
        for program in edition.catalog.programs
    )
    page = ProgramsPage(frame=edition.frame("programs", (), title, lead), title=title, lead=lead, programs=lines)
    return PlannedPage(edition.catalog.addresses.of(view.language, "programs"), page)


def _when(edition: Edition, program: Program) -> str:
    return edition.view.phrases.days(program.start, program.end) if program.start else edition.t("no_date")


def program_page(edition: Edition, program: Program) -> PlannedPage:
    view, text = edition.view, edition.view.phrases.text
    title, url = text(program.title), view.absolute("programs", program.slug)
    image = view.shared_picture(program.photos)
    groups: dict[str, Group] = {group.slug: group for group in edition.catalog.groups}
    taking_part = tuple(
        Labelled(text(groups[ref.slug].name), view.href("groups", ref.slug)) for ref in program.groups if ref.slug in groups
    )
    venue = ", ".join(
        part for part in (text(program.venue), view.phrases.place_names(program.place) if program.place else "") if part
    )
    page = ProgramPage(
        frame=edition.frame(
            "programs",
            (program.slug,),
            title,
            text(program.summary) or title,
            photos=program.photos,
            crumbs=(edition.crumb("programs"),),
            nodes=[structured.event(view.phrases, program, url, image[0] if image else "")],
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
        body=edition.bodies.of(program.bodies, view.language),
        sample=program.sample,
        source=edition.t("source", source=text(program.source).rstrip(".")) if program.source else "",
    )
    return PlannedPage(edition.catalog.addresses.of(view.language, "programs", program.slug), page)
