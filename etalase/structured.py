"""JSON-LD: one graph a page, in schema.org's words as Google's rules read them.

A product with a price and a picture is a `Product` with an `Offer` (a product snippet: orders go by WhatsApp, so it is no
merchant listing). One without either is a `ProductModel`, which claims no offer. There is never a rating.
https://developers.google.com/search/docs/appearance/structured-data/product-snippet
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from etalase.catalog import Area, Catalog
from etalase.model import Coordinates, Group, Outlet, Product, Program
from etalase.phrases import Phrases
from etalase.places import lineage

Node = dict[str, object]
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_AVAILABILITY: Final = {"ready": "InStock", "order": "MadeToOrder", "out": "OutOfStock"}


def graph(nodes: Iterable[Node | None]) -> Markup:
    """The nodes as a JSON-LD document that is safe inside a script element: `<`, `>` and `&` are escaped."""
    document = {"@context": "https://schema.org", "@graph": [_without_empty(node) for node in nodes if node]}
    text = _ENCODE(document)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _without_empty(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in ("", None, [], {}, ())}


def website(catalog: Catalog, phrases: Phrases, url: str, search: str, logo: str) -> list[Node]:
    """The site and who runs it, for the home page."""
    organisation: Node = {
        "@type": "Organization",
        "@id": f"{catalog.addresses.url}#owner",
        "name": phrases.text(catalog.site.owner),
        "url": catalog.addresses.url,
        "logo": logo,
        "sameAs": [link.url for link in catalog.site.links],
    }
    site: Node = {
        "@type": "WebSite",
        "@id": f"{catalog.addresses.url}#site",
        "name": catalog.site.name,
        "url": url,
        "description": phrases.text(catalog.site.description),
        "inLanguage": phrases.language,
        "publisher": {"@id": f"{catalog.addresses.url}#owner"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return [_without_empty(organisation), site]


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Node | None:
    """Name and absolute address of each step from the home page; None for fewer than two."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if len(items) > 1 else None


def item_list(name: str, addresses: Iterable[str]) -> Node | None:
    """The pages a listing leads to, in its order."""
    items = [{"@type": "ListItem", "position": position, "url": url} for position, url in enumerate(addresses, 1)]
    return {"@type": "ItemList", "name": name, "itemListElement": items} if items else None


def product(catalog: Catalog, phrases: Phrases, record: Product, url: str, *, description: str, images: list[str]) -> Node:
    group = catalog.group_of[record.slug].record
    maker: Node = {"@type": "Organization", "name": phrases.text(group.name)}
    offered = record.price.amount is not None and bool(images)
    terms = catalog.terms
    return {
        "@type": "Product" if offered else "ProductModel",
        "@id": f"{url}#product",
        "name": phrases.text(record.name),
        "description": description or phrases.text(record.name),
        "image": images,
        "sku": record.slug,
        "url": url,
        "brand": {"@type": "Brand", "name": phrases.text(group.name)},
        "manufacturer": maker,
        "category": phrases.text(terms["categories"][record.category.slug].label),
        "material": [phrases.text(terms["materials"][ref.slug].label) for ref in record.materials],
        "color": phrases.text(record.colours),
        "countryOfOrigin": {"@type": "Country", "name": "Indonesia"},
        **_measures(record),
        "offers": _offer(record, maker, url, catalog.site.currency) if offered else None,
    }


def _offer(record: Product, maker: Node, url: str, currency: str) -> Node:
    return {
        "@type": "Offer",
        "price": str(record.price.amount),
        "priceCurrency": currency,
        "availability": f"https://schema.org/{_AVAILABILITY[record.stock]}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": url,
        "seller": maker,
    }


def _measures(record: Product) -> Node:
    """Sizes and weight with their UN/CEFACT codes: MMT millimetre, GRM gram."""
    sizes = record.dimensions
    measured: Node = {
        name: _quantity(value, "MMT")
        for name, value in (
            ("width", sizes and (sizes.width or sizes.diameter)),
            ("height", sizes and sizes.height),
            ("depth", sizes and (sizes.depth or sizes.diameter)),
        )
        if value
    }
    return measured | ({"weight": _quantity(record.weight, "GRM")} if record.weight else {})


def _quantity(value: int, unit: str) -> Node:
    return {"@type": "QuantitativeValue", "value": value, "unitCode": unit}


def group(phrases: Phrases, record: Group, url: str, logo: str, image: str) -> Node:
    return {
        "@type": "Organization",
        "@id": f"{url}#group",
        "name": phrases.text(record.name),
        "description": phrases.text(record.summary),
        "url": url,
        "logo": logo,
        "image": image,
        "address": _address(record.place, phrases.text(record.address)),
        "foundingDate": str(record.founded or ""),
        "sameAs": [link.url for link in record.links],
        "award": [phrases.text(award.title) for award in record.awards],
    }


def outlet(phrases: Phrases, record: Outlet, url: str, image: str) -> Node:
    return {
        "@type": "Store",
        "@id": f"{url}#outlet",
        "name": phrases.text(record.name),
        "description": phrases.text(record.summary),
        "url": url,
        "image": image,
        "address": _address(record.place, phrases.text(record.address)),
        "geo": _geo(record.coordinates),
        "telephone": f"+{record.contact.phone}" if record.contact and record.contact.phone else "",
        "currenciesAccepted": "IDR",
    }


def event(phrases: Phrases, record: Program, url: str, image: str) -> Node | None:
    """A program with a day and a place; others are no event in schema.org's sense."""
    if not record.start or not record.place:
        return None
    return {
        "@type": "Event",
        "name": phrases.text(record.title),
        "description": phrases.text(record.summary),
        "startDate": record.start.isoformat(),
        "endDate": (record.end or record.start).isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "url": url,
        "image": image,
        "organizer": [{"@type": "Organization", "name": name} for name in record.organisers],
        "location": {
            "@type": "Place",
            "name": phrases.text(record.venue) or phrases.place_names(record.place),
            "address": _address(record.place, ""),
        },
    }


def place(name: str, area: Area, url: str, above: str) -> Node:
    return {
        "@type": "AdministrativeArea",
        "name": name,
        "url": url,
        "identifier": {"@type": "PropertyValue", "propertyID": "Kemendagri", "value": area.place.code},
        "containedInPlace": {"@type": "AdministrativeArea", "name": above},
    }


def _address(code: str, street: str) -> Node:
    """Locality is the kecamatan, region the kabupaten with its province."""
    names = {above.level: above.name for above in lineage(code)}
    address: Node = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(part for part in (street, names.get(4, "")) if part),
        "addressLocality": names.get(3, names.get(2, "")),
        "addressRegion": ", ".join(names[level] for level in (2, 1) if level in names),
        "addressCountry": "ID",
    }
    return _without_empty(address)


def _geo(coordinates: Coordinates | None) -> Node | None:
    if not coordinates:
        return None
    return {"@type": "GeoCoordinates", "latitude": coordinates.latitude, "longitude": coordinates.longitude}
