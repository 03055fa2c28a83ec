"""JSON-LD read back from built pages of every kind, and held to what search engines require and recommend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import html

from etalase.pipeline import build_site
from tests.sites import build_in, copy_content, job_in

SITE: Final = "https://uji.example/"
Node = dict[str, Any]

# What Google's pages on structured data require of a type, and recommend: https://developers.google.com/search/docs/appearance/structured-data
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "Product": ("name", "image", "offers"),
    "Offer": ("price", "priceCurrency", "availability"),
    "UnitPriceSpecification": ("price", "priceCurrency"),
    "BreadcrumbList": ("itemListElement",),
    "ListItem": ("position",),
    "ItemList": ("itemListElement",),
    "Store": ("name", "address"),
    "Event": ("name", "startDate", "location"),
    "Dataset": ("name", "description"),
    "WebSite": ("name", "url"),
    "WebPage": ("name", "url", "isPartOf"),
    "Organization": ("name",),
    "PostalAddress": ("addressCountry",),
    "ProductModel": ("name",),
}
RECOMMENDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Product": ("description", "brand", "sku"),
    "Offer": ("url", "itemCondition", "seller"),
    "Store": ("telephone", "url", "geo"),
    "Organization": ("url",),
    "Event": ("endDate", "eventStatus", "eventAttendanceMode", "description"),
    "Dataset": ("creator", "distribution", "url"),
}
INVENTED: Final = ("aggregateRating", "review", "priceValidUntil", "gtin", "mpn", "shippingDetails", "hasMerchantReturnPolicy")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_in(tmp_path_factory.mktemp("structured"))[0]


def graphs(site: Path) -> dict[str, list[Node]]:
    """The nodes of each page that is indexed, by its path."""
    found = {}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        if '<meta name="robots" content="noindex">' in text:
            assert "ld+json" not in text
            continue
        (script,) = html.fromstring(text).xpath("//script[@type='application/ld+json']")
        nodes: list[Node] = json.loads(script.text)
        assert {node.pop("@context") for node in nodes} == {"https://schema.org"}
        found[page.relative_to(site).as_posix()] = nodes
    return found


def within(value: object) -> Iterator[Node]:
    """Every node, also those inside others."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner)


def references(value: object) -> Iterator[str]:
    """Every `@id` that stands for a node said elsewhere."""
    if isinstance(value, dict):
        if value.keys() == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_kind_of_node_is_on_some_page(site: Path) -> None:
    kinds = {node["@type"] for nodes in graphs(site).values() for node in within(nodes)}
    assert REQUIRED.keys() <= kinds


def test_nodes_have_what_is_required_and_recommended(site: Path) -> None:
    lacking = {
        (page, node["@type"], name)
        for page, nodes in graphs(site).items()
        for node in within(nodes)
        for name in (*REQUIRED.get(node["@type"], ()), *RECOMMENDED.get(node["@type"], ()))
        if node.get(name) in (None, "", [], {})
    }
    assert lacking == set()


def test_nothing_is_claimed_that_no_record_states(site: Path) -> None:
    assert not [name for nodes in graphs(site).values() for node in within(nodes) for name in INVENTED if name in node]


def test_a_graph_is_linked_and_its_ids_are_its_own(site: Path) -> None:
    for page, nodes in graphs(site).items():
        ids = [node["@id"] for node in within(nodes) if "@id" in node]
        assert len({*ids}) == len(ids), page
        assert {*references(nodes)} <= {*ids, f"{SITE}#owner"}, page
        (about,) = [node for node in nodes if node["@type"] == "WebPage"]
        address = page.removesuffix("index.html")
        assert about["@id"] == f"{SITE}{address}"
        assert about["inLanguage"] == ("en" if address.startswith("en/") else "id")


def test_addresses_lead_to_files_of_the_site(site: Path) -> None:
    for page, nodes in graphs(site).items():
        for node in within(nodes):
            for name in ("url", "item", "image", "logo", "contentUrl"):
                for address in [node.get(name)] if isinstance(node.get(name), str) else node.get(name, []):
                    path = address.removeprefix(SITE)
                    assert path != address, (page, address)
                    assert (site / path / ("index.html" if not path or path.endswith("/") else "")).is_file(), (page, address)


def test_an_offer_says_price_unit_and_stock_as_the_page_does(site: Path) -> None:
    for page, nodes in graphs(site).items():
        for offer in (node for node in within(nodes) if node["@type"] == "Offer"):
            main = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (site / page).read_text("utf-8").partition("<main")[2]))
            assert f"Rp{int(offer['price']):,}".replace(",", ".") in main
            assert offer["priceCurrency"] == "IDR"
            assert f"per {offer['priceSpecification']['unitText']}" in main
    said = {node["availability"] for nodes in graphs(site).values() for node in within(nodes) if node["@type"] == "Offer"}
    assert said <= {f"https://schema.org/{word}" for word in ("InStock", "MadeToOrder", "OutOfStock")}


def test_terms_of_an_order_and_who_runs_a_program_are_said_where_they_are_known(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    product = content / "products" / "keranjang" / "index.md"
    product.write_text(product.read_text("utf-8").replace("\n---\n", "\nminimum: 5\ntkdn: 62.5\n---\n", 1), "utf-8")
    settings = content / "site.yaml"
    program = next((content / "programs").glob("bimtek*"))
    organiser = re.search(r"organisers: \[([^\],]+)", program.read_text("utf-8"))
    assert organiser
    text = re.sub("owner: .*", f"owner: {organiser[1]}", settings.read_text("utf-8"))
    settings.write_text(f"{text}\nlicense: https://creativecommons.org/licenses/by/4.0/\n", "utf-8")
    build_site(job_in(tmp_path, content=content, search=False))
    found = graphs(tmp_path / "public")
    (offer,) = [node for node in within(found["produk/keranjang/index.html"]) if node["@type"] == "Offer"]
    assert offer["eligibleQuantity"]["minValue"] == 5
    (made,) = [node for node in found["produk/keranjang/index.html"] if node["@type"] == "Product"]
    assert made["additionalProperty"]["value"] == 62.5
    nodes = found["program/bimtek/index.html"]
    (event,) = [node for node in nodes if node["@type"] == "Event"]
    assert event["organizer"] == {"@id": f"{SITE}#owner"}
    assert [node["name"] for node in nodes if node.get("@id") == f"{SITE}#owner"] == [organiser[1]]
    (data,) = [node for node in found["data/index.html"] if node["@type"] == "Dataset"]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
