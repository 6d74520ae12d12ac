"""A finding as linked data: the statement, and by PROV where it comes from and who says so."""

from typing import Any

from allmenning.evidence.models import Finding

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = ("nb", "nn", "en")


def linked(finding: Finding, site: str) -> dict[str, Any]:
    """Return the finding as JSON-LD; `site` is scheme and host without a slash at the end."""
    address = f"{site}/funn/{finding.code}/"
    document = {
        "@context": CONTEXT,
        "@id": address,
        "@type": ["prov:Entity", "schema:Observation"],
        "dct:identifier": finding.code,
        "dct:description": _in_languages(finding, "statement"),
        "dct:subject": {"@id": f"{site}/tema/{finding.theme.slug}/"},
        "schema:measuredProperty": finding.concept.slug,
        "schema:value": finding.value,
        "schema:unitText": _unit(finding),
        "schema:observationPeriod": finding.period_text or _text(finding.year),
        "schema:measurementTechnique": finding.method,
        "schema:numberOfItems": finding.n,
        "schema:measurementDenominator": _in_languages(finding.base, "name"),
        "schema:version": finding.version,
        "prov:wasDerivedFrom": _study(finding, site),
        "prov:wasGeneratedBy": _reading(finding, address),
        "prov:wasAttributedTo": _author(finding),
        "prov:generatedAtTime": _moment(finding.changed_at.isoformat()),
    }
    if finding.version > 1:
        document["prov:wasRevisionOf"] = {"@id": f"{address}#v{finding.version - 1}"}
    return {name: told for name, told in document.items() if told not in (None, "", [], {})}


def _in_languages(row: object, field: str) -> list[dict[str, str]]:
    """Return the text once for each language it exists in."""
    told = ((code, getattr(row, f"{field}_{code}", "")) for code in LANGUAGES)
    return [{"@value": text, "@language": code} for code, text in told if text]


def _unit(finding: Finding) -> str:
    return "share from 0 to 1" if finding.value_kind == "share" else finding.unit


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _moment(written: str) -> dict[str, str]:
    return {"@value": written, "@type": "xsd:dateTime"}


def _study(finding: Finding, site: str) -> dict[str, Any]:
    study = finding.study
    told = {
        "@id": f"{site}/studier/{study.slug}/",
        "@type": "prov:Entity",
        "dct:title": study.title,
        "dct:creator": study.who,
        "dct:source": finding.source_url or study.url,
    }
    return {name: value for name, value in told.items() if value}


def _reading(finding: Finding, address: str) -> dict[str, Any]:
    """Return the activity that made the finding: somebody read a source, in a certain way."""
    told = {
        "@id": f"{address}#lesing",
        "@type": "prov:Activity",
        "dct:type": finding.how_read,
        "dct:description": finding.note_nb or finding.exactness_note,
        "prov:endedAtTime": _moment(finding.created_at.isoformat()),
    }
    return {name: value for name, value in told.items() if value}


def _author(finding: Finding) -> dict[str, str]:
    """Return who stands behind it; a person's name is theirs and is not published."""
    name = "Allmenning's curated data" if finding.author_id is None else "An analyst of Allmenning"
    return {"@type": "prov:Agent", "schema:name": name}
