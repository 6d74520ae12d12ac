import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from allmenning.accounts.models import AuditEntry
from allmenning.register.actions import load_register
from allmenning.register.models import Attribute, Body, CodeVersion, Revision
from allmenning.register.queries import body_of_code, municipalities_on, snapshot

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("whole_register"),
]
DAY = date(2026, 11, 23)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """What Statistics Norway would say if it agreed with the register in everything."""
    bodies = Body.objects.exclude(code="").order_by("code")
    for classification, kind in ((131, "municipality"), (104, "county")):
        codes = [
            {"code": body.code, "name": body.official_name} for body in bodies if body.kind == kind
        ]
        write(tmp_path, f"{classification}_codesAt", {"codes": codes})
    for classification, key in ((112, "kostra_group"), (128, "centrality_class")):
        pairs = [
            {"sourceCode": str(getattr(body, key)), "targetCode": body.code}
            for body in bodies
            if body.kind == "municipality"
        ]
        write(tmp_path, f"{classification}_correspondsAt", {"correspondenceItems": pairs})
    write(tmp_path, "131_changes", {"codeChanges": []})
    return tmp_path


def write(folder: Path, name: str, answer: dict[str, Any]) -> None:
    (folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")


def read(folder: Path, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return answer


def rename(folder: Path, answer_name: str, municipality: str, /, **changes: str) -> None:
    """Change one row of a saved answer."""
    answer = read(folder, answer_name)
    for row in next(iter(answer.values())):
        if row.get("code", row.get("targetCode")) == municipality:
            row.update(changes)
    write(folder, answer_name, answer)


def step(day: str, old: str, new: str, new_name: str = "Lom") -> dict[str, str]:
    return {
        "oldCode": old,
        "oldName": "Lom",
        "newCode": new,
        "newName": new_name,
        "changeOccurred": day,
    }


def refresh(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command(
        "register", "refresh", "--from", str(folder), "--day", str(DAY), *options, stdout=out
    )
    return out.getvalue()


def test_where_all_agree_there_is_no_difference(saved: Path) -> None:
    assert refresh(saved) == "0 differences, none applied.\n"


def test_a_difference_is_shown_and_not_applied(saved: Path) -> None:
    rename(saved, "131_codesAt", "3434", name="Lom herad")
    told = refresh(saved)
    assert "name:3434  3434: the name is Lom herad, in the register Lom." in told
    assert Body.objects.get(code="3434").official_name == "Lom"


def test_what_a_person_confirms_is_applied_with_day_and_source(saved: Path) -> None:
    rename(saved, "131_codesAt", "3434", name="Lom herad")
    rename(saved, "112_correspondsAt", "3434", sourceCode="EKG06")
    before = snapshot()

    assert refresh(saved, "--apply", "name:3434") == "2 differences, 1 applied.\n"

    lom = Body.objects.get(code="3434")
    fact = Attribute.objects.get(body=lom, key="official_name", valid_from=DAY)
    assert (lom.official_name, lom.kostra_group) == ("Lom herad", "EKG05")
    assert (fact.value, fact.source.key) == ("Lom herad", "klass-131")
    assert snapshot() is not before
    assert AuditEntry.objects.latest("pk").detail == {"applied": ["name:3434"]}


def test_groups_are_compared(saved: Path) -> None:
    rename(saved, "112_correspondsAt", "3434", sourceCode="EKG06")
    rename(saved, "128_correspondsAt", "3434", sourceCode="5")
    refresh(saved, "--apply", "kostra_group:3434", "centrality_class:3434")
    lom = Body.objects.get(code="3434")
    assert (lom.kostra_group, lom.centrality_class) == ("EKG06", 5)


def test_a_new_code_takes_the_body_with_it(saved: Path) -> None:
    write(saved, "131_changes", {"codeChanges": [step("2026-07-01", "3434", "3499", "Lom")]})
    rename(saved, "131_codesAt", "3434", code="3499")
    rename(saved, "112_correspondsAt", "3434", targetCode="3499")
    rename(saved, "128_correspondsAt", "3434", targetCode="3499")

    refresh(saved, "--apply", "change:2026-07-01:3434:3499")

    assert Body.objects.get(slug="lom").code == "3499"
    assert CodeVersion.objects.get(code="3434").valid_to == date(2026, 7, 1)
    for code in ("0514", "3434", "3499"):
        answer = body_of_code(code)
        assert answer
        assert answer.body
        assert answer.body.slug == "lom"
    assert municipalities_on(DAY).count() == 357
    assert refresh(saved) == "0 differences, none applied.\n"


def test_loading_older_tables_does_not_undo_what_was_confirmed(saved: Path) -> None:
    write(saved, "131_changes", {"codeChanges": [step("2026-07-01", "3434", "3499")]})
    refresh(saved, "--apply", "change:2026-07-01:3434:3499")
    Revision.objects.exclude(digest="").delete()

    load_register(by=None, at=timezone.now(), tell=lambda _line: None)

    assert Body.objects.get(slug="lom").code == "3499"
    assert municipalities_on(DAY).count() == 357


def test_a_merger_is_told_but_moved_by_hand(saved: Path) -> None:
    steps = [step("2026-07-01", "3434", "3433"), step("2026-07-01", "3433", "3433")]
    write(saved, "131_changes", {"codeChanges": steps})
    assert "! change:2026-07-01:3434:3433" in refresh(saved)
    with pytest.raises(CommandError, match="moved by hand"):
        refresh(saved, "--apply", "change:2026-07-01:3434:3433")


def test_what_has_not_happened_yet_is_not_applied(saved: Path) -> None:
    write(saved, "131_changes", {"codeChanges": [step("2027-01-01", "3434", "3499")]})
    assert "It has not happened yet." in refresh(saved)


def test_codes_on_one_side_only_are_told(saved: Path) -> None:
    rename(saved, "131_codesAt", "3434", code="3498")
    told = refresh(saved)
    assert "! new:3498  3498 Lom is not in the register." in told
    assert "! gone:3434  3434 Lom is not valid on 2026-11-23." in told


def test_svalbard_and_unknown_are_no_municipalities(saved: Path) -> None:
    answer = read(saved, "131_codesAt")
    answer["codes"] += [{"code": "2100", "name": "Svalbard"}, {"code": "9999", "name": "Uoppgitt"}]
    write(saved, "131_codesAt", answer)
    assert refresh(saved) == "0 differences, none applied.\n"


def test_a_classification_without_answer_is_told(saved: Path) -> None:
    (saved / "112_correspondsAt.json").unlink()
    assert "No answer for 112 KOSTRA groups; it was not compared." in refresh(saved)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--apply", "name:9999"], "no difference name:9999"),
        (["--apply", "name:3434", "--by", "ukjent@lom.kommune.no"], "Nobody here"),
        (["--day", "i morgen"], "is not a day"),
    ],
)
def test_wrong_use_is_one_sentence(saved: Path, options: list[str], words: str) -> None:
    rename(saved, "131_codesAt", "3434", name="Lom herad")
    with pytest.raises(CommandError, match=words):
        refresh(saved, *options)


def test_an_empty_or_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CommandError, match="saved answer"):
            refresh(folder)


def test_a_broken_answer_is_one_sentence(saved: Path) -> None:
    (saved / "131_codesAt.json").write_text("{")
    with pytest.raises(CommandError, match="not JSON"):
        refresh(saved)
