"""The pure core: no Django, no network, no database, no files, no clock."""
