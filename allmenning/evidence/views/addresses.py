"""What addresses may hold beyond what Django knows."""

from django.urls.converters import StringConverter


class FileKind(StringConverter):
    """The two kinds of file every list comes as."""

    regex = "csv|json"
