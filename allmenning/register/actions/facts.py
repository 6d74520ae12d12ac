"""Facts with their day and source, and the current facts derived from them."""

from collections.abc import Iterator
from datetime import date

from allmenning.register.actions.tables import Bodies, Row, rows
from allmenning.register.models import Attribute, Body, Source

Key = Attribute.Key

CURRENT = {
    Key.OFFICIAL_NAME: "official_name",
    Key.POPULATION: "population",
    Key.AREA: "area_km2",
    Key.LANGUAGE_FORM: "language_form",
    Key.KOSTRA_GROUP: "kostra_group",
    Key.CENTRALITY_INDEX: "centrality_index",
    Key.CENTRALITY_CLASS: "centrality_class",
    Key.WEBSITE: "website",
    Key.COMMUNICATIONS_STAFF: "communications_staff",
}
CURRENT_FIELDS = [*CURRENT.values(), "latitude", "longitude", "purposes"]


def load_facts(bodies: Bodies) -> int:
    facts = list(_facts(bodies))
    Attribute.objects.bulk_create(
        facts,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["body", "key", "valid_from"],
        update_fields=["value", "source"],
    )
    derive_current_facts(list(set(bodies.values())))
    return len(facts)


def _facts(bodies: Bodies) -> Iterator[Attribute]:
    sources = Source.objects.in_bulk(field_name="key")
    for column in rows("columns"):
        for row in rows(column["table"]):
            value = _value(row, column["column"])
            if value:
                yield Attribute(
                    body=_body(bodies, column["table"], row),
                    key=column["key"],
                    value=value,
                    valid_from=date.fromisoformat(column["valid_from"] or row["valid_from"]),
                    source=sources[column["source"]],
                )


def _value(row: Row, column: str) -> str:
    if column == "coordinates":
        return f"{row['lat']} {row['lon']}"
    if column == "bounding_box":
        return " ".join(row[f"bbox_{side}"] for side in "wsen")
    return row[column]


def _body(bodies: Bodies, table: str, row: Row) -> Body:
    if table == "other_bodies":
        return bodies[row["kind"], row["slug"]]
    kind = Body.Kind.COUNTY if table == "counties" else Body.Kind.MUNICIPALITY
    return bodies[kind, row["code"]]


def derive_current_facts(bodies: list[Body]) -> None:
    """Set each body's current facts to the newest of its dated ones."""
    by_id = {body.pk: body for body in bodies}
    facts = Attribute.objects.filter(body__in=bodies).order_by("valid_from", "pk")
    for fact in facts:
        _set_current(by_id[fact.body_id], fact)
    Body.objects.bulk_create(
        bodies, update_conflicts=True, unique_fields=["slug"], update_fields=CURRENT_FIELDS
    )


def _set_current(body: Body, fact: Attribute) -> None:
    key = Key(fact.key)
    if key in CURRENT:
        setattr(body, CURRENT[key], fact.typed)
    elif key == Key.COORDINATES:
        body.latitude, body.longitude = (float(part) for part in fact.value.split())
    elif key == Key.PURPOSES:
        body.purposes = fact.value.split()
