"""An authority's message as a body would pass it on."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from allmenning.alerts import wording
from allmenning.alerts.models import Alert, Hazard, Incoming, IncomingBody, Severity, Version
from allmenning.alerts.queries.content import official_page, own_language, remarks_on
from allmenning.alerts.queries.incoming import earlier_alert
from allmenning.alerts.queries.passing_area import passed_area
from allmenning.delivery.contract import Act
from allmenning.register.models import Body

SEVERITIES = set(Severity.values)
# How long a body lets people wait for its own next word about another's message.
NEXT_WORD = timedelta(hours=2)
ROOM: tuple[dict[str, int], ...] = (
    wording.LONGEST,
    {"what": 120, "where": 60, "todo": 120},
    {"what": 80, "where": 40, "todo": 80},
    {"what": 60, "where": 0, "todo": 50},
)
TOO_LONG = {"does_not_fit", "headline"}


def planned_version(row: IncomingBody, at: datetime) -> Version:
    """Return the version that passing on would send; nothing of it is saved."""
    earlier = earlier_alert(row)
    alert = earlier or Alert(
        body=row.body,
        workspace=row.incoming.workspace,
        hazard=hazard_of(row.incoming),
        passes_on=row.incoming,
        created_at=at,
    )
    version = Version(alert=alert, number=1, act=act_of(row, earlier), edited_at=at, expires_at=at)
    fill(version, row, at)
    return version


def hazard_of(incoming: Incoming) -> Hazard:
    return Hazard(incoming.event or Hazard.OTHER)


def act_of(row: IncomingBody, earlier: Alert | None) -> Act:
    """Tell what the message does here: nothing can be updated or ended that was not passed on."""
    if earlier is None:
        return Act.ALERT
    return Act.UPDATE if row.incoming.kind == Act.ALERT else Act(row.incoming.kind)


def fill(version: Version, row: IncomingBody, at: datetime) -> None:
    """Take over the authority's words, fewer of them until every channel has room."""
    incoming = row.incoming
    version.area = passed_area(incoming, row.body)
    if incoming.severity in SEVERITIES:
        version.severity = incoming.severity
    version.link = official_page(row.body)
    version.expires_at = max(incoming.expires_at, at + timedelta(hours=1))
    version.next_update_at = min(at + NEXT_WORD, version.expires_at)
    for limits in ROOM:
        version.texts = passed_texts(incoming, row.body, limits)
        if not TOO_LONG & {remark.code for remark in remarks_on(version, at) if remark.stops}:
            break


def passed_texts(
    incoming: Incoming, body: Body, limits: Mapping[str, int] = wording.LONGEST
) -> dict[str, dict[str, str]]:
    """Return the authority's words in our fields, the body's language first; cut at a sentence.

    Where the authority writes one Norwegian form only, the body passes it on in that form.
    """
    told = incoming.content
    own = own_language(body)
    norwegian = next((code for code in (own, "nb", "nn") if code in told), own)
    texts = {code: _fields(told[code], limits) for code in (norwegian, "en") if code in told}
    return texts or {own: _fields({}, limits)}


def _fields(words: Mapping[str, str], limits: Mapping[str, int]) -> dict[str, str]:
    what = words.get("headline") or words.get("event", "")
    more = words.get("description", "")
    if more and not more.startswith(what):
        what = f"{wording.sentence(wording.clean(what))} {more}"
    todo = words.get("instruction", "")
    return {
        "what": fitted(what or more, limits["what"]),
        "where": fitted(words.get("area", ""), limits["where"]),
        "todo": fitted(todo, limits["todo"]),
    }


def fitted(text: str, limit: int) -> str:
    """Keep as many whole sentences as there is room for; the link leads to the rest."""
    told = wording.clean(text)
    if len(told) <= limit:
        return told
    ends = [found.end() for found in re.finditer(r"[.!?](?= )", told) if found.end() <= limit]
    if ends:
        return told[: ends[-1]]
    return told[: limit - 3].rpartition(" ")[0] + "..."
