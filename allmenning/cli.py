"""The command `allmenning`: our commands by name, errors as one sentence."""

import os
import sys

from django.core.management import CommandError, ManagementUtility


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    try:
        ManagementUtility(sys.argv).execute()
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
