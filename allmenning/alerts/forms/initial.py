"""What stands in the form before anybody has written: a ready text, or what was written before."""

from allmenning.alerts import areas
from allmenning.alerts.forms.compose import USUAL_LAST, USUAL_NEXT, kept
from allmenning.alerts.models import Severity, Template, Version
from allmenning.alerts.queries.content import official_page, own_language
from allmenning.alerts.wording import LONGEST
from allmenning.register.models import Body


def from_template(body: Body, ready: Template | None) -> dict[str, object]:
    """Fill in the body's own form and English; the other form is for a person to write."""
    own = {own_language(body), "en"}
    texts = {key: told for key, told in ready.texts.items() if key in own} if ready else {}
    return {
        "severity": ready.severity if ready else Severity.SEVERE,
        "link": official_page(body),
        "radio": True,
        "next_update": USUAL_NEXT,
        "lasts": USUAL_LAST,
    } | _texts(body, texts)


def from_version(version: Version) -> dict[str, object]:
    """Fill in a draft as it was saved, times included."""
    body = version.alert.body
    return (
        {
            "severity": version.severity,
            "link": version.link,
            "radio": version.radio,
            "next_update": kept(version.next_update_at),
            "lasts": kept(version.expires_at),
            "revision": version.revision,
        }
        | _texts(body, version.texts)
        | _area(version.area)
    )


def for_update(version: Version) -> dict[str, object]:
    """Begin an update with what was said last; the times begin anew."""
    usual = {"next_update": USUAL_NEXT, "lasts": USUAL_LAST}
    return from_version(version) | usual | {"revision": None}


def _texts(body: Body, texts: dict[str, dict[str, str]]) -> dict[str, object]:
    own = own_language(body)
    return {
        name if language == own else f"{name}_{language}": told.get(name, "")
        for language, told in texts.items()
        for name in LONGEST
    }


def _area(stored: dict[str, object]) -> dict[str, object]:
    kind = stored.get("kind")
    parts, polygon = stored.get("parts"), stored.get("polygon")
    filled: dict[str, object] = {"area": kind}
    if kind == areas.Kind.PARTS and isinstance(parts, list):
        filled["parts"] = [str(one) for one in parts]
    if kind == areas.Kind.POLYGON and isinstance(polygon, list):
        filled["points"] = "\n".join(f"{one[0]}, {one[1]}" for one in polygon)
    return filled
