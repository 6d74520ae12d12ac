"""Plan and state are never in one item (R34): what words say which, in three languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from allmenning.core.questionnaire.item import Item, Text


class Aspect(StrEnum):
    """What an item asks about: how it is, what is planned, or what one thinks."""

    STATE = "state"
    PLAN = "plan"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Mixed:
    """Words of another aspect than the item's.

    Attributes
    ----------
    aspect : Aspect
        Which aspect the words are of.
    where : str
        "wording", "help", or the code of the option or row.
    language : str
        In which language they were found.
    words : str
        As they stand there.
    """

    aspect: Aspect
    where: str
    language: str
    words: str


# A plan for crises, or for communication, is a document that one has: only what is going to be
# done speaks of a plan. "Skal" alone may be a rule ("Hvem skal svare?"), so it needs its verb.
_PLAN: Mapping[str, tuple[str, ...]] = {
    "nb": (
        r"planlegge[rs]?\b",
        r"planlagte?\b",
        r"planer om",
        r"planer for å",
        r"kommer til å",
        r"(?:har tenkt|tenker) å",
        r"tar sikte på",
        r"akter å",
        (
            r"skal (?:snart |også |nå )?(?:lage|innføre|begynne|starte|ta i bruk|få|utarbeide"
            r"|vedta|skaffe|opprette|ansette|gå i gang)"
        ),
        r"vil (?:snart )?(?:ta i bruk|innføre|begynne å|starte|utarbeide|lage|opprette)",
        r"under (?:arbeid|utarbeidelse|utarbeiding|planlegging|innføring)",
        r"holder på (?:å|med å)",
        r"arbeider med å (?:få|lage|innføre|utarbeide)",
        r"er på vei",
        r"neste år",
        r"innen utgangen av",
        r"i løpet av (?:året|neste|det neste)",
        r"på sikt",
        r"de neste \w+ månedene",
    ),
    "nn": (
        r"planlegg(?:jer|er|je|e|ast)?\b",
        r"planlagde?\b",
        r"planlagt\b",
        r"planar om",
        r"planar for å",
        r"kjem til å",
        r"(?:har tenkt|tenkjer) å",
        r"tek sikte på",
        r"aktar å",
        (
            r"skal (?:snart |også |no )?(?:lage|innføre|byrje|begynne|starte|ta i bruk|få"
            r"|utarbeide|vedta|skaffe|opprette|tilsetje|gå i gang)"
        ),
        r"vil (?:snart )?(?:ta i bruk|innføre|byrje å|starte|utarbeide|lage|opprette)",
        r"under (?:arbeid|utarbeiding|planlegging|innføring)",
        r"held på (?:å|med å)",
        r"arbeider med å (?:få|lage|innføre|utarbeide)",
        r"er på veg",
        r"neste år",
        r"innan utgangen av",
        r"i løpet av (?:året|neste|det neste)",
        r"på sikt",
        r"dei neste \w+ månadene",
    ),
    "en": (
        r"plan(?:s|ning|ned)? to\b",
        r"(?:is|are|been|was|were|but|yes,|no,) planned\b",
        r"planning (?:one|it)",
        r"(?:have|has|any|with) plans (?:to|for \w+ing)",
        r"plans to",
        r"going to",
        r"intends?\b",
        r"intending",
        r"about to\b",
        r"will (?:soon )?(?:introduce|start|begin|get|make|adopt|have|use|hire|set up|draw up)",
        r"under (?:development|preparation|way)",
        r"in (?:preparation|the pipeline)",
        r"working on (?:one|it|making|getting)",
        r"being (?:made|drawn up|prepared|planned|introduced)",
        r"next year",
        r"by the end of",
        r"within the next",
        r"in the next \w+ months",
        r"in the longer term",
    ),
}
_STATE: Mapping[str, tuple[str, ...]] = {
    "nb": (
        r"(?:har|gjør|bruker|finnes|gjort|er|hadde|ja,) (?:\w+ )?allerede",
        r"allerede (?:har|gjort|innført|tatt)",
        r"er (?:nå )?på plass",
        r"ja,? (?:vi|kommunen|det) (?:har|bruker|finnes)\b",
        r"i dag (?:har|bruker)",
        r"(?:har|bruker) (?:\w+ )?i dag",
        r"er (?:innført|vedtatt|tatt i bruk)",
    ),
    "nn": (
        r"(?:har|gjer|brukar|finst|gjort|er|hadde|ja,) (?:\w+ )?(?:allereie|alt)\b",
        r"allereie (?:har|gjort|innført|teke)",
        r"er (?:no )?på plass",
        r"ja,? (?:vi|kommunen|det) (?:har|brukar|finst)\b",
        r"i dag (?:har|brukar)",
        r"(?:har|brukar) (?:\w+ )?i dag",
        r"er (?:innført|vedteke|vedteken|teke i bruk)",
    ),
    "en": (
        r"already",
        r"(?:is|are) in place",
        r"yes,? (?:we|the municipality|there) (?:have|has|use|uses|is|are)\b",
        r"today (?:have|has|use)",
        r"(?:have|has|uses?) (?:\w+ )?(?:today|now)\b",
        r"has been (?:introduced|adopted)",
    ),
}
_PATTERNS = {
    aspect: {
        language: re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE)
        for language, words in patterns.items()
    }
    for aspect, patterns in ((Aspect.PLAN, _PLAN), (Aspect.STATE, _STATE))
}
_OTHER = {Aspect.STATE: (Aspect.PLAN,), Aspect.PLAN: (Aspect.STATE,), Aspect.OPINION: ()}


def mixed(item: Item, aspect: Aspect) -> tuple[Mixed, ...]:
    """Find words of a plan in an item about the state, and of the state in one about plans.

    Parameters
    ----------
    item : Item
        As it is worded.
    aspect : Aspect
        What the item is said to ask about; opinions may be about both.

    Returns
    -------
    tuple of Mixed
        The first find of each text, in the order in which the respondent reads. An item about the
        state whose question asks about a plan is mixed as well: it should have been about plans.
    """
    return tuple(
        Mixed(other, where, language, found.group().strip())
        for other in _OTHER[aspect]
        for where, text in _texts(item)
        for language, words in text.items()
        if language in _PATTERNS[other] and (found := _PATTERNS[other][language].search(words))
    )


def _texts(item: Item) -> Iterator[tuple[str, Text]]:
    yield "wording", item.wording
    yield "help", item.help
    for option in (*item.options, *item.rows):
        yield option.code, option.label
