"""What the printed bundle of a body holds: all that is needed when screens are dark."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmenning.alerts.models import Template
from allmenning.alerts.queries.content import own_language
from allmenning.alerts.queries.readiness import preparedness_of
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.registry import channels
from allmenning.register.models import Body

LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def templates_of(body: Body) -> QuerySet[Template]:
    """List the body's own texts and those that come with Allmenning."""
    known = Template.objects.filter(Q(body=body) | Q(body=None))
    return known.order_by("hazard", "name", "pk")


def bundle_of(body: Body, at: datetime) -> dict[str, object]:
    """Gather the bundle in the body's own language, ready for `paper.bundle_pdf`."""
    with translation.override(own_language(body)):
        return {
            "told": _told(body, at),
            "lead": _(
                "This bundle is made every night. Print it when something in it has changed, "
                "and keep it where those who are on duty find it without power and network."
            ),
            "steps": _steps(),
            "plan": _plan(body),
            "contacts": [
                {"role": one.role, "name": one.name, "phone": one.phone, "email": one.email}
                for one in body.contacts.order_by("position", "pk")
            ],
            "channels": _channels(body),
            "places": [
                {"name": one.name, "address": one.address, "note": one.note}
                for one in body.meeting_places.order_by("name", "pk")
            ],
            "without_power": without_power(body),
            "poster": _poster(body),
            "templates": _templates(body),
        }


def _told(body: Body, at: datetime) -> dict[str, str]:
    day = date_format(timezone.localtime(at), "DATE_FORMAT")
    values = {"name": body.name, "day": day}
    return {
        "title": _("Crisis communication in %(name)s") % values,
        "author": body.official_name,
        "language": translation.get_language() or "nb",
        "footer": _("%(name)s, made %(day)s") % values,
        "first_steps": _("The first minutes"),
        "plan": _("The plan"),
        "what": _("What"),
        "value": _("Value"),
        "contacts": _("Contacts"),
        "role": _("Role"),
        "name": _("Name"),
        "phone": _("Telephone"),
        "email": _("E-mail"),
        "no_contacts": _("No contacts are written down."),
        "channels": _("Channels"),
        "channel": _("Channel"),
        "account": _("Account"),
        "workspace": _("Used for"),
        "no_channels": _("No channel is connected."),
        "places": _("Meeting places"),
        "place": _("Place"),
        "address": _("Address"),
        "note": _("Note"),
        "no_places": _("No meeting places are written down."),
        "without_power": _("If power and phone are gone"),
        "poster": _("Poster"),
        "poster_lead": _("Copy the text, fill in by hand, and put it up where people come."),
        "poster_title": _("Important message from %(name)s") % values,
        "templates": _("Texts that stand ready"),
        "templates_lead": _("Read them out, or copy them by hand."),
    }


def _steps() -> list[str]:
    return [
        _("Is life in danger: call 110, 112 or 113 first."),
        _("The police send Nødvarsel. Ask the operations centre whether one is sent."),
        _("Write what has happened, where, what people shall do, and when the next word comes."),
        _("Two persons read it. Then send it in every channel, and tell NRK."),
        _("Point to the municipality's own page and to NRK P1."),
        _("If it was wrong, say so at once: “Sent by mistake”."),
    ]


def _plan(body: Body) -> list[tuple[str, str]]:
    ready = preparedness_of(body)
    missing = _("Not written down")
    reviewed = ready.plan_reviewed_on
    return [
        (_("Plan for crisis communication"), ready.plan_title or missing),
        (_("Reviewed"), date_format(reviewed, "DATE_FORMAT") if reviewed else missing),
        (_("Official page"), ready.official_page or missing),
        (_("Telephone for the public"), ready.phone or missing),
        (_("Deputy"), ready.deputy.shown_name if ready.deputy else missing),
    ]


def _channels(body: Body) -> list[dict[str, str]]:
    known = channels()
    connected = ChannelAccount.objects.filter(owner=body.slug, is_on=True, removed_at=None)
    return [
        {
            "kind": str(known[one.kind].name) if one.kind in known else one.kind,
            "name": one.name,
            "workspace": one.get_workspace_display(),
        }
        for one in connected.order_by("workspace", "kind", "name", "pk")
    ]


def without_power(body: Body, language: str | None = None) -> str:
    """Return the body's own words, or the general advice where it has written none."""
    written = preparedness_of(body).without_power
    told = written.get(language or translation.get_language() or "nb", "")
    return told or _(
        "Listen to NRK P1 on a radio with batteries. Go to the nearest meeting place for help and "
        "information. Look after your neighbours. Call 110, 112 or 113 only if life is in danger."
    )


def _poster(body: Body) -> str:
    places = ", ".join(body.meeting_places.order_by("name").values_list("name", flat=True))
    lines = [
        _("What has happened: ______________________________"),
        _("Where: ______________________________"),
        _("What to do: ______________________________"),
        _("Next word here at: ____________"),
        _("Meeting places: %(places)s") % {"places": places or "____________"},
        _("Listen to NRK P1."),
    ]
    return "\n\n".join(lines)


def _templates(body: Body) -> list[dict[str, object]]:
    """List the texts that stand ready, in the own form of the body first and English last."""
    own = own_language(body)
    return [
        {
            "name": f"{one.get_hazard_display()}: {one.shown_name}",
            "texts": [
                {
                    "lang": language,
                    "language": LANGUAGE_NAMES[language],
                    "what": told.get("what", ""),
                    "todo": told.get("todo", ""),
                }
                for language in sorted(LANGUAGE_NAMES, key=lambda code: (code != own, code == "en"))
                if (told := one.texts.get(language))
            ],
        }
        for one in templates_of(body)
    ]
