"""What addresses may hold beyond what Django knows."""

from django.urls.converters import StringConverter


class FileKind(StringConverter):
    """The two kinds of file every list comes as."""

    regex = "csv|json"


class FindingCode(StringConverter):
    """A code such as F035; anything else is no address, so it never reaches the database."""

    regex = "[A-Z][A-Z0-9-]{1,19}"
