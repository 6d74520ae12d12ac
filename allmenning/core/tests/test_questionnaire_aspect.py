"""Sentences as analysts write them: what mixes plan and state is refused, and nothing else."""

import pytest

from allmenning.core.questionnaire import Item, Kind, Option
from allmenning.core.questionnaire.aspect import Aspect, Mixed, mixed

PLANS = {
    "nb": (
        "Nei, men vi planlegger å lage en",
        "Ja, eller det er planlagt",
        "Har kommunen, eller har den planer om, en strategi?",
        "Under arbeid",
        "Strategien er under utarbeidelse",
        "Vi holder på å lage en",
        "Vi skal lage en",
        "Vi kommer til å ta det i bruk",
        "Nei, men innen utgangen av året",
        "Det kommer neste år",
        "Bruker dere, eller tenker å bruke, Instagram?",
        "Vi vil ta i bruk flere kanaler",
        "Vi arbeider med å få det på plass",
    ),
    "nn": (
        "Nei, men vi planlegg å lage ein",
        "Ja, eller det er planlagt",
        "Har kommunen, eller har han planar om, ein strategi?",
        "Under arbeid",
        "Strategien er under utarbeiding",
        "Vi held på å lage ein",
        "Vi skal lage ein",
        "Vi kjem til å ta det i bruk",
        "Nei, men innan utgangen av året",
        "Det kjem neste år",
        "Vi tenkjer å gjere det",
        "Vi planlegger det",
    ),
    "en": (
        "No, but we plan to make one",
        "Yes, or it is planned",
        "Does the municipality have, or does it have plans to make, a strategy?",
        "Under development",
        "We are going to make one",
        "We will introduce it",
        "No, but by the end of the year",
        "It is being drawn up",
        "We intend to",
        "Next year",
    ),
}
STATES = {
    "nb": (
        "Har kommunen en plan for krisekommunikasjon?",
        "Har kommunen en skriftlig strategi for sosiale medier?",
        "Er sosiale medier med i den overordnede beredskapsplanen?",
        "Kommuneplanens samfunnsdel",
        "Hvem skal svare når det kommer spørsmål?",
        "Er planen øvd på de siste to årene?",
        "Hvor mange årsverk arbeider med kommunikasjon?",
        "Den som har vakt, skal svare innen en time",
        "Planavdelingen",
        "Planlegging og byggesak",
        "Vil ikke svare",
        "Arbeider med å svare innbyggere",
        "Handlingsplan",
    ),
    "nn": (
        "Har kommunen ein plan for krisekommunikasjon?",
        "Har kommunen ein skriftleg strategi for sosiale medium?",
        "Er sosiale medium med i den overordna beredskapsplanen?",
        "Samfunnsdelen av kommuneplanen",
        "Kven skal svare når det kjem spørsmål?",
        "Er planen øvd på dei siste to åra?",
        "Kor mange årsverk arbeider med kommunikasjon?",
        "Planlegging og byggesak",
        "Vil ikkje svare",
        "Handlingsplan",
    ),
    "en": (
        "Does the municipality have a plan for crisis communication?",
        "Does it have a written strategy for social media?",
        "Are social media part of the emergency plan?",
        "Who should answer when questions come in?",
        "Has the plan been exercised in the last two years?",
        "Planning and building",
        "Action plan",
        "Would rather not say",
    ),
}
ALREADY = {
    "nb": ("Vi har allerede en", "Den er på plass", "Ja, vi har det", "Er tatt i bruk"),
    "nn": ("Vi har allereie ein", "Han er på plass", "Ja, vi har det", "Er teke i bruk"),
    "en": ("We already have one", "It is in place", "Yes, we have", "Has been adopted"),
}
CASES = [
    (language, words, wanted)
    for group, wanted in ((PLANS, True), (STATES, False))
    for language, sentences in group.items()
    for words in sentences
]


def item(language: str, wording: str, *labels: str) -> Item:
    options = tuple(Option(f"o{n}", {language: label}) for n, label in enumerate(labels))
    return Item(Kind.SINGLE, {language: wording}, options=options)


@pytest.mark.parametrize(("language", "words", "wanted"), CASES)
def test_an_item_about_how_it_is_holds_no_plan(language: str, words: str, *, wanted: bool) -> None:
    assert bool(mixed(item(language, words), Aspect.STATE)) is wanted
    assert bool(mixed(item(language, "?", "Ja", words), Aspect.STATE)) is wanted


@pytest.mark.parametrize(
    ("language", "words"), [(one, words) for one, group in ALREADY.items() for words in group]
)
def test_an_item_about_plans_has_no_answer_about_how_it_is(language: str, words: str) -> None:
    assert mixed(item(language, "?", words), Aspect.PLAN)


@pytest.mark.parametrize(
    ("language", "words"), [(one, words) for one, group in PLANS.items() for words in group]
)
def test_an_item_about_plans_may_speak_of_plans(language: str, words: str) -> None:
    assert not mixed(item(language, words), Aspect.PLAN)


def test_what_is_found_says_where_it_stands() -> None:
    found = mixed(item("nb", "Har kommunen en strategi?", "Ja", "Nei, men planlagt"), Aspect.STATE)
    assert found == (Mixed(Aspect.PLAN, "o1", "nb", "planlagt"),)


def test_opinions_may_be_about_plans() -> None:
    words = "Hvor viktig er det at kommunen skal lage en strategi?"
    assert not mixed(item("nb", words), Aspect.OPINION)
