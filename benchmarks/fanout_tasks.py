"""The call as a job of Django's Tasks."""

from django_tasks import task

from benchmarks.fanout_engines import call


@task()
def call_port(port: int) -> None:
    call(port)
