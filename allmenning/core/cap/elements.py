"""Walks through one alert element: reads it, and compares it with the structure."""

from typing import Any

from lxml import etree

from .fields import (
    NAMESPACE,
    SIGNATURE_NAMESPACE,
    STRUCTURES,
    VERSIONS,
    Field,
    Group,
    Kind,
)
from .gathered import Gathered, short
from .model import Alert, Area, Info, NamedValue, Reading, Remark, Resource
from .texts import text_value

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
ALLOWED_ATTRIBUTES = frozenset((f"{XSI}schemaLocation", f"{XSI}noNamespaceSchemaLocation"))
MOST_ATTRIBUTES = 50
MOST_NAMESPACES = 50
XML_SPACE = " \t\n\r"
PAIR_GROUP = Group(
    (Field("valueName", "name", required=True), Field("value", "value", required=True))
)


def read_alert(element: etree._Element, before: list[Remark]) -> Reading:
    """Return the reading of one alert element."""
    namespace = etree.QName(element).namespace or ""
    walk = Gathered(namespace, VERSIONS.get(namespace, "1.2"), [*before])
    if namespace not in VERSIONS:
        walk.fault(
            "structure_namespace", f"The namespace is {namespace!r}, which is none of CAP's."
        )
    elif namespace != NAMESPACE:
        walk.advise("read_older_version", f"This is CAP {walk.version}; today's is 1.2.")
    if len(element.nsmap) > MOST_NAMESPACES:
        walk.wholes_left = 0
    found = _group(walk, element, STRUCTURES[walk.version], "")
    if not found and not walk.extras:
        return Reading(None, (*walk.remarks, Remark("read_no_alert", "The message is empty.")))
    for name in ("identifier", "sender"):
        found.setdefault(name, "")
    for name in ("sent", "status", "message_type", "scope"):
        found.setdefault(name, None)
    alert = Alert(**found, extras=tuple(walk.extras))
    version = walk.version if namespace in VERSIONS else None
    return Reading(alert, tuple(walk.remarks), version, walk.signed)


def _group(walk: Gathered, element: etree._Element, group: Group, path: str) -> dict[str, Any]:
    """Read the elements inside one, in whatever order, and say what the schema would not have."""
    _attributes(walk, element, path)
    _stray(walk, element.text, path)
    many: dict[str, list[Any]] = {}
    single: dict[str, Any] = {}
    seen: set[str] = set()
    furthest, out_of_order = -1, False
    tags = group.tags.get(walk.namespace, {})
    for child in element:
        _stray(walk, child.tail, path)
        place, field_of = tags.get(str(child.tag)) or _recognised(walk, child, group, path)
        if field_of is None:
            place = len(group.fields)
        elif field_of.many:
            bucket = many.setdefault(field_of.attribute, [])
            _append(walk, child, field_of, bucket, path)
        elif field_of.name in seen:
            walk.fault("structure_repeated", f"{path}{field_of.name} stands more than once.")
            walk.keep(path + field_of.name, _text(walk, child))
        else:
            _single(walk, child, field_of, single, path)
        if place < furthest and not out_of_order and field_of is not None:
            out_of_order = True
            walk.fault("structure_order", f"{path}{field_of.name} stands later than it should.")
        furthest = max(furthest, place)
        if field_of is not None:
            seen.add(field_of.name)
    _missing(walk, group, seen, path)
    return single | {name: tuple(bucket) for name, bucket in many.items()}


def _missing(walk: Gathered, group: Group, seen: set[str], path: str) -> None:
    """Say which elements are required and not there."""
    for wanted in group.fields:
        if wanted.required and wanted.name not in seen:
            walk.fault("structure_missing", f"{path}{wanted.name} is missing.")


def _recognised(
    walk: Gathered, child: etree._Element, group: Group, path: str
) -> tuple[int, Field | None]:
    """Return the place and field of an element; no field when it has none in CAP."""
    name = etree.QName(child)
    local = name.localname
    namespace = name.namespace or ""
    known = group.places.get(local)
    if namespace == walk.namespace and known is not None:
        return known
    if namespace == SIGNATURE_NAMESPACE:
        _signature(walk, child, path)
    elif known is not None and (not namespace or namespace in VERSIONS):
        walk.fault("structure_namespace", f"{path}{local} is in the namespace {namespace!r}.")
        return known
    elif namespace == walk.namespace and local.lower() in group.lower_names:
        right = group.lower_names[local.lower()]
        walk.fault("structure_unknown_element", f"{path}{local} should be spelt {right}.")
        return group.places[right]
    else:
        walk.fault("structure_unknown_element", f"{path}{local} is not part of CAP.")
    walk.keep(path + local, _whole(walk, child))
    return -1, None


def _signature(walk: Gathered, child: etree._Element, path: str) -> None:
    """Note a signature, which stands last in the alert."""
    walk.signed = True
    if path or walk.version != "1.2":
        walk.fault("structure_unknown_element", f"{path}{local_name(child)} may not stand there.")


def _append(
    walk: Gathered, child: etree._Element, wanted: Field, bucket: list[Any], path: str
) -> None:
    """Read one of several."""
    where = f"{path}{wanted.name}"
    if wanted.group is not None:
        numbered = f"{where}[{len(bucket) + 1}]/"
        bucket.append(_model(wanted.name, _group(walk, child, wanted.group, numbered)))
        return
    found = (
        _pair(walk, child, where)
        if wanted.kind is Kind.PAIR
        else _value(walk, child, wanted, where)
    )
    if found is not None:
        bucket.append(found)


def _single(
    walk: Gathered, child: etree._Element, wanted: Field, single: dict[str, Any], path: str
) -> None:
    """Read what stands once."""
    where = f"{path}{wanted.name}"
    if not wanted.attribute:
        walk.keep(where, _text(walk, child))
        return
    found = _value(walk, child, wanted, where)
    if found is not None:
        single[wanted.attribute] = found


def _model(name: str, found: dict[str, Any]) -> Info | Area | Resource:
    """Make the model of a group; what is required and missing is empty."""
    match name:
        case "info":
            for word in ("urgency", "severity", "certainty"):
                found.setdefault(word, None)
            return Info(**({"event": "", "categories": ()} | found))
        case "area":
            return Area(**({"description": ""} | found))
        case _:
            return Resource(**({"description": "", "mime_type": ""} | found))


def _pair(walk: Gathered, child: etree._Element, path: str) -> NamedValue | None:
    """Read a name and a value, or the ``name=value`` of version 1.0."""
    if not len(child) and (text := (child.text or "").strip()):
        if walk.version != "1.0":
            walk.fault("structure_text", f"{path} holds text where a pair should be.")
        name, equals, value = text.partition("=")
        return NamedValue(name.strip(), value.strip()) if equals else NamedValue("", text)
    if walk.version == "1.0" and not len(child):
        return None
    inner = _group(walk, child, PAIR_GROUP, f"{path}/")
    return NamedValue(inner.get("name", ""), inner.get("value", ""))


def _value(walk: Gathered, child: etree._Element, wanted: Field, path: str) -> Any:
    """Read the text of one element; None, with the text kept, when it cannot be understood."""
    _attributes(walk, child, path)
    if len(child):
        walk.fault("structure_text", f"{path} holds elements where text should be.")
        walk.keep(path, _whole(walk, child))
        return None
    return text_value(walk, child.text or "", wanted, path)


def _attributes(walk: Gathered, element: etree._Element, path: str) -> None:
    """Keep attributes, of which CAP has none."""
    names = element.keys()
    if not names:
        return
    if len(names) > MOST_ATTRIBUTES:  # to list them costs lxml the square of their number
        walk.fault("structure_attribute", f"{path} has {len(names)} attributes.")
        walk.keep(f"{path.rstrip('/')}/@", etree.tostring(element, encoding="unicode"))
        return
    for name, value in element.attrib.items():
        if name in ALLOWED_ATTRIBUTES:
            continue
        where = f"{path.rstrip('/')}/@{etree.QName(name).localname}"
        walk.fault("structure_attribute", f"{where} is not part of CAP.")
        walk.keep(where, str(value))


def _stray(walk: Gathered, text: str | None, path: str) -> None:
    """Keep text that stands between elements."""
    if text and text.strip(XML_SPACE):
        walk.fault("structure_text", f"The text {short(text)} stands loose in {path or 'alert'}.")
        walk.keep(path.rstrip("/") or "alert", text.strip())


def _text(walk: Gathered, element: etree._Element) -> str:
    """Return the text of an element that was not read, or all of it when it has elements."""
    return _whole(walk, element) if len(element) else (element.text or "").strip()


def _whole(walk: Gathered, element: etree._Element) -> str:
    """Return an element as XML, or its bare text when there is nothing more to it."""
    if not len(element) and not element.keys():
        return (element.text or "").strip()
    walk.wholes_left -= 1
    if walk.wholes_left < 0:  # each costs as much as namespaces are in force
        return " ".join(str(text) for text in element.itertext())
    return etree.tostring(element, encoding="unicode", with_tail=False)


def local_name(element: etree._Element) -> str:
    """Return the name without its namespace."""
    return etree.QName(element).localname
