"""JSON-LD: one graph a page, in schema.org's words as Google's rules read them.

A product with a price and a picture is a `Product` with an `Offer` (a product snippet: orders go by WhatsApp, so it is no
merchant listing). One without either is a `ProductModel`, which claims no offer. There is never a rating, and no day until
which a price is good, since no record states one. Nodes of a graph name each other by `@id`.
https://developers.google.com/search/docs/appearance/structured-data/product-snippet
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from etalase.catalog import Area, Catalog
from etalase.languages import Language
from etalase.maps import kecamatan_points
from etalase.model import Contact, Coordinates, Group, Outlet, Product, Program
from etalase.phrases import Phrases
from etalase.places import lineage

Node = dict[str, object]
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MAIN: Final = frozenset(["Product", "ProductModel", "Organization", "Store", "Event", "AdministrativeArea", "Dataset"])
KECAMATAN_RADIUS: Final = 15_000  # metres; few reach further from their middle
_AVAILABILITY: Final = {"ready": "InStock", "order": "MadeToOrder", "out": "OutOfStock"}


def graph(nodes: Iterable[Node | None]) -> Markup:
    """The nodes as a JSON-LD document that is safe inside a script element: `<`, `>` and `&` are escaped.

    It is an array of nodes, each with its context: the same graph as under `@graph`, which some readers do not look into.
    """
    text = _ENCODE([{"@context": "https://schema.org", **_without_empty(node)} for node in nodes if node])
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _without_empty(node: Node) -> Node:
    return {key: value for key, value in node.items() if value or isinstance(value, int | float)}


def owner_id(catalog: Catalog) -> Node:
    return {"@id": f"{catalog.addresses.url}#owner"}


def owner(catalog: Catalog, phrases: Phrases, logo: str) -> Node:
    """Who runs the site."""
    site = catalog.site
    return {
        "@type": "Organization",
        **owner_id(catalog),
        "name": phrases.text(site.owner),
        "url": catalog.addresses.url,
        "logo": logo,
        "address": phrases.text(site.address),
        "contactPoint": _contact_point(site.contact, "customer service"),
        "sameAs": [link.url for link in site.links],
    }


def page(catalog: Catalog, url: str, title: str, language: Language, nodes: Sequence[Node]) -> list[Node]:
    """The page itself, about the first of its nodes if that is one of a kind, and the site it is of."""
    site: Node = {
        "@type": "WebSite",
        "@id": f"{catalog.addresses.url}#site",
        "name": catalog.site.name,
        "url": catalog.addresses.url,
    }
    named = {node["@type"]: {"@id": node["@id"]} for node in reversed(nodes) if "@id" in node}
    about: Node = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": title,
        "inLanguage": language,
        "isPartOf": {"@id": site["@id"]},
        "breadcrumb": named.get("BreadcrumbList"),
        "mainEntity": named[nodes[0]["@type"]] if nodes and nodes[0]["@type"] in MAIN else None,
    }
    return [about] if "WebSite" in named else [about, site]


def website(catalog: Catalog, phrases: Phrases, url: str, search: str, logo: str) -> list[Node]:
    """The site and who runs it, for the home page."""
    site: Node = {
        "@type": "WebSite",
        "@id": f"{catalog.addresses.url}#site",
        "name": catalog.site.name,
        "url": url,
        "description": phrases.text(catalog.site.description),
        "inLanguage": phrases.language,
        "publisher": owner_id(catalog),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return [site, owner(catalog, phrases, logo)]


def breadcrumbs(url: str, steps: Iterable[tuple[str, str]]) -> Node | None:
    """Where the page at `url` stands: name and absolute address of each step from the home page; None for fewer than two."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{url}#trail", "itemListElement": items} if len(items) > 1 else None


def item_list(name: str, addresses: Iterable[str]) -> Node | None:
    """The pages a listing leads to, in its order."""
    items = [{"@type": "ListItem", "position": position, "url": url} for position, url in enumerate(addresses, 1)]
    return {"@type": "ItemList", "name": name, "itemListElement": items} if items else None


def product(
    catalog: Catalog, phrases: Phrases, record: Product, url: str, group_url: str, *, description: str, images: list[str]
) -> Node:
    group = catalog.group_of[record.slug].record
    maker: Node = {"@id": f"{group_url}#group"}
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
        "manufacturer": {"@type": "Organization", **maker, "name": phrases.text(group.name), "url": group_url},
        "category": phrases.text(terms["categories"][record.category.slug].label),
        "material": [phrases.text(terms["materials"][ref.slug].label) for ref in record.materials],
        "color": phrases.text(record.colours),
        "countryOfOrigin": {"@type": "Country", "name": "Indonesia"},
        **_measures(record),
        "additionalProperty": {"@type": "PropertyValue", "name": "TKDN", "value": record.tkdn, "unitCode": "P1"}
        if record.tkdn is not None
        else None,
        "offers": _offer(phrases, record, maker, url, catalog.site.currency) if offered else None,
    }


def _offer(phrases: Phrases, record: Product, maker: Node, url: str, currency: str) -> Node:
    price: Node = {"price": str(record.price.amount), "priceCurrency": currency}
    unit = _without_empty(
        {"unitText": phrases.text(record.price.per), "minPrice": price["price"] if record.price.starting else ""}
    )
    offer: Node = {
        "@type": "Offer",
        **price,
        "priceSpecification": {"@type": "UnitPriceSpecification", **price, **unit} if unit else None,
        "availability": f"https://schema.org/{_AVAILABILITY[record.stock]}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": url,
        "seller": maker,
        "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": record.minimum} if record.minimum > 1 else None,
        "deliveryLeadTime": _quantity(record.lead_days, "DAY") if record.stock == "order" and record.lead_days else None,
    }
    return _without_empty(offer)


def _measures(record: Product) -> Node:
    """Sizes and weight with their UN/CEFACT codes: MMT millimetre, GRM gram; elsewhere DAY, and P1 percent."""
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
        "location": {"@type": "Place", "geo": _geo(record.coordinates)} if record.coordinates else None,
        "contactPoint": _contact_point(record.contact, "sales"),
        "foundingDate": str(record.founded or ""),
        "sameAs": [link.url for link in record.links],
        "award": [phrases.text(award.title) for award in record.awards],
    }


def _contact_point(contact: Contact | None, kind: str) -> Node | None:
    numbers = [f"+{number}" for number in (contact.whatsapp, contact.phone) if number] if contact else []
    email = contact.email if contact else None
    point: Node = {"@type": "ContactPoint", "contactType": kind, "telephone": numbers[:1], "email": email}
    return _without_empty(point) if numbers or email else None


def outlet(catalog: Catalog, phrases: Phrases, record: Outlet, url: str, image: str) -> Node:
    """A shop; its number is the one that its page gives, the site's where it has none of its own."""
    contact = record.contact or catalog.site.contact
    number = contact and (contact.phone or contact.whatsapp)
    return {
        "@type": "Store",
        "@id": f"{url}#outlet",
        "name": phrases.text(record.name),
        "description": phrases.text(record.summary),
        "url": url,
        "image": image,
        "address": _address(record.place, phrases.text(record.address)),
        "geo": _geo(record.coordinates) or _somewhere_in(record.place),
        "telephone": f"+{number}" if number else "",
        "currenciesAccepted": "IDR",
    }


def event(catalog: Catalog, phrases: Phrases, record: Program, url: str, image: str) -> Node | None:
    """A program with a day and a place; others are no event in schema.org's sense.

    Its organiser is told when it is who runs the site: of others there is a name, and no address that search engines ask for.
    """
    if not record.start or not record.place:
        return None
    return {
        "@type": "Event",
        "@id": f"{url}#event",
        "name": phrases.text(record.title),
        "description": phrases.text(record.summary) or phrases.text(record.title),
        "startDate": record.start.isoformat(),
        "endDate": (record.end or record.start).isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "url": url,
        "image": image,
        "organizer": owner_id(catalog) if is_by_owner(catalog, record) else None,
        "location": {
            "@type": "Place",
            "name": phrases.text(record.venue) or phrases.place_names(record.place),
            "address": _address(record.place, ""),
        },
    }


def is_by_owner(catalog: Catalog, record: Program) -> bool:
    return not {catalog.site.owner.id, catalog.site.owner.en}.isdisjoint(record.organisers)


def dataset(
    catalog: Catalog, phrases: Phrases, url: str, title: str, description: str, day: str, files: Iterable[tuple[str, str]]
) -> Node:
    """The open data, with the media type and absolute address of each file."""
    return {
        "@type": "Dataset",
        "@id": f"{url}#data",
        "name": f"{title}: {catalog.site.name}",
        "description": description,
        "url": url,
        "dateModified": day,
        "license": catalog.site.license,
        "inLanguage": phrases.language,
        "creator": owner_id(catalog),
        "isAccessibleForFree": True,
        "distribution": [{"@type": "DataDownload", "encodingFormat": media, "contentUrl": address} for media, address in files],
    }


def place(name: str, area: Area, url: str, above: str) -> Node:
    return {
        "@type": "AdministrativeArea",
        "@id": f"{url}#place",
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


def _somewhere_in(code: str) -> Node | None:
    """The circle in which a thing stands that is known by its kecamatan alone."""
    above = {each.level: each.code for each in lineage(code)}
    point = kecamatan_points(above.get(2, "")).get(above.get(3, ""))
    if not point:
        return None
    return {"@type": "GeoCircle", "geoMidpoint": _geo(Coordinates(point[1], point[0])), "geoRadius": KECAMATAN_RADIUS}
