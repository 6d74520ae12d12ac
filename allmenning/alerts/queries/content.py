"""A version as the content of a message, and what there is to say about it."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from allmenning.alerts import linter, wording
from allmenning.alerts.areas import Area, AreaError, Box, Kind, Place, read
from allmenning.alerts.models import Alert, AreaPart, Preparedness, Template, Version
from allmenning.alerts.phrases import PHRASES
from allmenning.delivery.contract import Act, Message, Workspace
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.queries import accounts_of, last_number, settings_of
from allmenning.delivery.registry import channel, channels
from allmenning.register.models import Attribute, Body

HOST_OF_ALERTS = "allmenning"
CORRECTIONS = {Act.CANCEL, Act.ALL_CLEAR}


def own_language(body: Body) -> str:
    """Return the form the body writes; neutral ones get bokmål."""
    return "nn" if body.language_form == Body.LanguageForm.NYNORSK else "nb"


def plain_name(body: Body) -> str:
    """Return the name without what tells two of the same name apart: Våler (Innlandet)."""
    return body.name.partition(" (")[0]


def sender_of(body: Body) -> str:
    """Return the name a body signs with."""
    if body.kind == Body.Kind.MUNICIPALITY:
        return f"{plain_name(body)} kommune"
    return f"{plain_name(body)} fylkeskommune" if body.kind == Body.Kind.COUNTY else body.name


def place_of(body: Body) -> Place:
    """Return the body with its extent, which a drawn area must lie within."""
    fact = (
        Attribute.objects.filter(body=body, key=Attribute.Key.BOUNDING_BOX)
        .order_by("-valid_from", "-pk")
        .first()
    )
    box = Box(*(float(side) for side in fact.value.split())) if fact else None
    return Place(plain_name(body), box)


def parts_area(parts: list[AreaPart]) -> dict[str, object]:
    """Return the area made of these parts, as `Version.area` keeps it; names and rings as now."""
    return {
        "kind": "parts",
        "parts": [part.pk for part in parts],
        "names": [part.name for part in parts],
        "polygons": [part.polygon for part in parts],
    }


def area_of(version: Version) -> Area:
    """Read the area; raises AreaError where it is missing or broken."""
    return read(version.area, _place_for(version))


def _place_for(version: Version) -> Place:
    """Ask for the extent only where something is drawn, since every message asks for its area."""
    if version.area == {"kind": Kind.MUNICIPALITY.value}:
        return Place(plain_name(version.alert.body), None)
    if version.act in CORRECTIONS:
        # It names the area that the warning was sent to, wherever the limits have moved since.
        return Place(plain_name(version.alert.body), None, anywhere=True)
    return place_of(version.alert.body)


def official_page(body: Body) -> str:
    """Return where warnings point unless told otherwise, or nothing where no page is known."""
    told = Preparedness.objects.filter(body=body).values_list("official_page", flat=True).first()
    return told or (f"https://{body.website}/" if body.website else "")


def contact_of(body: Body) -> str:
    """Return whom to ask: the telephone for the public, or else the page."""
    told = Preparedness.objects.filter(body=body).values_list("phone", "official_page").first()
    phone, page = told or ("", "")
    return phone or page or (f"https://{body.website}/" if body.website else sender_of(body))


def official_hosts(body: Body) -> tuple[str, ...]:
    links = {f"https://{body.website}" if body.website else "", official_page(body)}
    return tuple(sorted({host for link in links if (host := linter.host_of(link))}))


def content_of(version: Version) -> wording.Content:
    """Return what the message is made of; a broken area is none, and the linter says so."""
    alert = version.alert
    texts = {language: wording.said(told) for language, told in version.texts.items()}
    return wording.Content(
        workspace=Workspace(alert.workspace),
        act=Act(version.act),
        hazard=alert.hazard,
        severity=version.severity,
        texts=texts,
        languages=wording.order_of_languages(texts, own_language(alert.body)),
        area=_area_or_none(version),
        sender=sender_of(alert.body),
        place=sender_of(alert.body),
        link=version.link,
        radio=version.radio,
        next_update_at=version.next_update_at,
        expires_at=version.expires_at,
        owner=alert.passes_on.owner if alert.passes_on else "",
        source=_source_of(alert),
    )


def _area_or_none(version: Version) -> Area | None:
    try:
        return area_of(version)
    except AreaError:
        return None


def _source_of(alert: Alert) -> str:
    """Return the page of the authority whose message is passed on."""
    told = alert.passes_on.content.values() if alert.passes_on else []
    return next((str(one["web"]) for one in told if one.get("web")), "")


def message_of(version: Version, at: datetime, cap: str = "") -> Message:
    """Return the message the version would be if it were sent now."""
    return wording.message_of(
        content_of(version),
        key=identifier_of(version, at),
        stream=version.alert.stream,
        number=last_number(version.alert.stream) + 1,
        sent_at=at,
        cap=cap,
    )


def identifier_of(version: Version, at: datetime) -> str:
    """Name the version for all time: allmenning:<slug>:<alert>:<number>:<time>.

    The time is in it because a restored backup may count to the same number again.
    """
    alert = version.alert
    moment = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{HOST_OF_ALERTS}:{alert.body.slug[:40]}:{alert.key.hex}:{version.number}:{moment}"


def accounts_for(alert: Alert) -> list[ChannelAccount]:
    """List the accounts a message of the alert goes out by: those of its workspace that are on."""
    known = accounts_of(alert.body.slug, Workspace(alert.workspace))
    return list(known.filter(is_on=True))


def kind_name(kind: str) -> str:
    """Name a kind of channel, also one that is no longer installed."""
    known = channels().get(kind)
    return str(known.name) if known else kind


def title_of(account: ChannelAccount) -> str:
    """Name an account by its channel and its own name, which may say the channel already."""
    kind = kind_name(account.kind)
    return account.name if account.name.startswith(kind) else f"{kind} ({account.name})"


def fits_of(version: Version, at: datetime) -> list[linter.Fit]:
    """Compose the message for every connected account; nothing where there is no text yet."""
    return _fits(version, content_of(version), at)


def _fits(version: Version, content: wording.Content, at: datetime) -> list[linter.Fit]:
    if not content.languages:
        return []
    alert = version.alert
    # The number is the outbox's to give, and no text has it.
    message = wording.message_of(
        content, key=identifier_of(version, at), stream=alert.stream, number=1, sent_at=at
    )
    return [
        linter.Fit(
            account.pk,
            title_of(account),
            channel(account.kind).compose(message, settings_of(account)),
        )
        for account in accounts_for(alert)
    ]


def remarks_on(version: Version, at: datetime) -> list[linter.Remark]:
    """Return what the linter says, what stops the message first."""
    content = content_of(version)
    ready = templates_for(version.alert.body, content.hazard) if content.languages[1:] else []
    return _remarks(version, content, ready, at)


def stops_on(version: Version, at: datetime) -> list[linter.Remark]:
    """Return what stops the message; ready texts can only be warned of, and are not asked for."""
    found = _remarks(version, content_of(version), [], at)
    return [remark for remark in found if remark.stops]


def _remarks(
    version: Version, content: wording.Content, ready: list[Template], at: datetime
) -> list[linter.Remark]:
    body, source = version.alert.body, linter.host_of(content.source)
    around = linter.Around(
        hosts=official_hosts(body),
        trusted=(source,) if source else (),
        own=own_language(body) if body.language_form not in {"", "neutral"} else "",
        templates=[template.texts for template in ready],
        fits=_fits(version, content, at),
    )
    return linter.look(content, around, at)


def templates_for(body: Body, hazard: str = "") -> list[Template]:
    """List the texts that stand ready: the body's own first, then those that come with us."""
    known = Template.objects.filter(Q(body=body) | Q(body=None)).order_by("hazard", "name", "pk")
    found = known.filter(hazard=hazard) if hazard else known
    return sorted(found, key=lambda template: template.body_id is None)


def confirmation_for(version: Version) -> str:
    """Return what the approver types: the name, and for an exercise that it is one.

    Hawaii 2018: the same words confirmed a drill and the real thing.
    """
    body = version.alert.body
    name = plain_name(body)
    if not version.alert.is_exercise:
        return name
    return f"{PHRASES[own_language(body)].exercise.lower()} {name}"


def confirmations_for(version: Version) -> set[str]:
    """Return what is accepted: an exercise may be named in any of our languages."""
    name = plain_name(version.alert.body)
    if not version.alert.is_exercise:
        return {name}
    return {f"{words.exercise.lower()} {name}" for words in PHRASES.values()}


def goes_public(version: Version) -> bool:
    """Tell whether any account of the workspace can be read by everybody."""
    return any(channel(one.kind).capabilities.public for one in accounts_for(version.alert))


def cap_sender() -> str:
    """Return who we are in CAP, the same for every body: the host of this installation."""
    return urlsplit(str(settings.STATUS_URL)).hostname or HOST_OF_ALERTS
