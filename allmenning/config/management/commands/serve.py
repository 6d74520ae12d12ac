import errno
import os
import socket
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.db import DatabaseError

from allmenning.config.beside import Beside
from allmenning.config.migrated import require_migrated
from allmenning.config.server import has_public_files, serve, warn
from allmenning.config.static_files import gather


class Command(BaseCommand):
    help = "Serve the pages; stop with Ctrl+C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default=settings.SERVE_ADDRESS)
        parser.add_argument("--port", type=int, default=settings.SERVE_PORT)

    def handle(self, *_args: Any, **options: Any) -> None:
        address, port = options["address"], options["port"]
        require_usable()
        require_free(address, port)
        if gather():
            self.stdout.write("Static files gathered.")
        # The processes we start read it: links in messages lead to where we are served.
        os.environ["ALLMENNING_PORT"] = str(port)
        self.stdout.write(f"Serving http://{address}:{port}")
        self.stdout.flush()
        with Beside("worker") if settings.WORKER_WITH_SERVE else nullcontext():
            serve(
                address=address,
                port=port,
                processes=settings.SERVE_PROCESSES,
                threads=settings.SERVE_THREADS,
            )


def require_usable() -> None:
    """Refuse a database that cannot be used, unless there are warnings that can be read without."""
    try:
        require_migrated()
    except (CommandError, DatabaseError) as error:
        if not has_public_files():
            raise
        warn(str(error))


def require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        # A port in TIME_WAIT is free for the server, which sets the same option.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Something else listens on {address}:{port}; choose another port with --port."
                ) from error
            raise CommandError(f"Cannot listen on {address}:{port}: {error.strerror}.") from error
