from django.test import override_settings

from allmenning.ui.checks import check_chrome


def test_what_stands_around_the_pages_now_is_in_order() -> None:
    assert check_chrome() == []


@override_settings(UI_NAVIGATION=[("evidence:nothing", "Ingenting")], UI_HEADER_PARTS=["x.html"])
def test_a_name_that_leads_nowhere_is_told_at_start() -> None:
    assert [(fault.id, fault.msg) for fault in check_chrome()] == [
        ("ui.E001", "UI_NAVIGATION: no address is called evidence:nothing."),
        ("ui.E002", "UI_HEADER_PARTS: there is no template x.html."),
    ]
