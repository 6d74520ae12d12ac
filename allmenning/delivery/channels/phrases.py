"""Words that channels add to a message, in the message's own language.

They are content, not interface: they must not hang on a compiled catalogue, so they stand here and
not in `locale/`.
"""

from dataclasses import dataclass

from allmenning.delivery.contract import Act


@dataclass(frozen=True)
class Phrases:
    """`clock` is a pattern of Babel's; the rest are whole words or sentences."""

    exercise: str
    this_is_an_exercise: str
    clock: str
    acts: dict[Act, str]
    earlier: dict[Act, str]


BOKMAL = Phrases(
    exercise="ØVELSE",
    this_is_an_exercise="Dette er en øvelse. Du trenger ikke gjøre noe.",
    clock="d. MMMM y 'kl.' HH.mm",
    acts={
        Act.ALERT: "VARSEL",
        Act.UPDATE: "OPPDATERING",
        Act.CANCEL: "SENDT VED EN FEIL",
        Act.ALL_CLEAR: "FAREN ER OVER",
    },
    earlier={
        Act.UPDATE: "Oppdaterer dette innlegget:",
        Act.CANCEL: "Trekker tilbake dette innlegget, som ble sendt ved en feil:",
        Act.ALL_CLEAR: "Opphever varselet i dette innlegget:",
    },
)
NYNORSK = Phrases(
    exercise="ØVING",
    this_is_an_exercise="Dette er ei øving. Du treng ikkje gjere noko.",
    clock="d. MMMM y 'kl.' HH.mm",
    acts={
        Act.ALERT: "VARSEL",
        Act.UPDATE: "OPPDATERING",
        Act.CANCEL: "SENDT VED EIN FEIL",
        Act.ALL_CLEAR: "FAREN ER OVER",
    },
    earlier={
        Act.UPDATE: "Oppdaterer dette innlegget:",
        Act.CANCEL: "Trekkjer tilbake dette innlegget, som vart sendt ved ein feil:",
        Act.ALL_CLEAR: "Opphevar varselet i dette innlegget:",
    },
)
ENGLISH = Phrases(
    exercise="EXERCISE",
    this_is_an_exercise="This is an exercise. You do not need to do anything.",
    clock="d MMMM y, HH:mm",
    acts={
        Act.ALERT: "WARNING",
        Act.UPDATE: "UPDATE",
        Act.CANCEL: "SENT BY MISTAKE",
        Act.ALL_CLEAR: "DANGER OVER",
    },
    earlier={
        Act.UPDATE: "Updates this post:",
        Act.CANCEL: "Withdraws this post, which was sent by mistake:",
        Act.ALL_CLEAR: "Ends the warning in this post:",
    },
)
PHRASES = {"nb": BOKMAL, "nn": NYNORSK, "en": ENGLISH}


def phrases(language: str) -> Phrases:
    return PHRASES.get(language, BOKMAL)


def about_earlier(language: str, act: Act) -> str:
    """Say what a post does to the one it links to; an alert after an earlier one updates it."""
    words = phrases(language).earlier
    return words.get(act, words[Act.UPDATE])
