"""What a body tells about itself."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.register.actions.facts import derive_current_facts
from allmenning.register.models import Attribute, Body, Revision, Source


@transaction.atomic
def tell_about_body(
    *, body: Body, staff: Decimal | None, purposes: Sequence[str], by: User, at: datetime
) -> Body:
    """Write down staffing and purposes from this day; what is left out is left as it was."""
    told = {
        Attribute.Key.COMMUNICATIONS_STAFF: "" if staff is None else str(staff),
        Attribute.Key.PURPOSES: " ".join(sorted(purposes)),
    }
    source = _source(at)
    for key, value in told.items():
        if value:
            Attribute.objects.update_or_create(
                body=body,
                key=key,
                valid_from=at.date(),
                defaults={"value": value, "source": source},
            )
    derive_current_facts([body])
    Revision.objects.create(created_at=at, digest="", told=f"{body.slug} told about itself")
    write_audit(
        by=by,
        at=at,
        verb="register.body.told",
        target=f"body:{body.slug}",
        detail={key.value: value for key, value in told.items()},
    )
    return body


def _source(at: datetime) -> Source:
    return Source.objects.get_or_create(
        key="own-told",
        defaults={
            "title": "Fortalt av virksomheten selv",
            "publisher": "Allmenning",
            "licence": "CC BY 4.0",
            "read_on": at.date(),
        },
    )[0]
