"""What the header of every page needs to know."""

from django.http import HttpRequest

from allmenning.register.queries import Lens, lens_from


def lens(request: HttpRequest) -> dict[str, Lens | None]:
    return {"register_lens": lens_from(request)}
