"""Ordinary jobs of this room (docs/adr/ordinary-jobs.md); each may be done twice."""

from django.utils import timezone
from django_tasks import task

from allmenning.alerts.actions.nightly import write_bundle
from allmenning.register.models import Body


@task(priority=-10)
def print_bundle(slug: str) -> None:
    """Write the bundle of one municipality, after everything that somebody waits for."""
    write_bundle(body=Body.objects.get(slug=slug), at=timezone.now())
