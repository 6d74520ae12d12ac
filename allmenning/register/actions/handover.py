"""Taking over for a body whose editors have left, so that nothing hangs on one person."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.register.actions.members import change_role
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.queries.members import editing


class StillEditedError(Exception):
    """Somebody edits for the body; that person, or a leader, gives out the role."""


@transaction.atomic
def take_over(*, body: Body, by: User, at: datetime) -> Membership:
    """Make a colleague an editor where nobody else can be one; leaders are made by stewards.

    Raises
    ------
    StillEditedError
        The body has an editor, a publisher or a leader who can still sign in.
    """
    membership = Membership.objects.select_for_update().get(user=by, body=body, expires_at__gt=at)
    if editing(at).filter(body=body).exists():
        raise StillEditedError
    return change_role(membership=membership, role=BodyRole.EDITOR, by=by, at=at)
