"""Why two figures may not meet, in words a communications adviser uses."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.core.comparability import Verdict

VERDICTS: dict[Verdict, tuple[Promise, Promise]] = {
    Verdict.NONE: (
        _("May not be read together"),
        _("The figures are about different things, or one of them is withheld."),
    ),
    Verdict.SIDE: (
        _("Side by side only"),
        _("Read them one by one. Do not subtract them, and do not put them in one chart."),
    ),
    Verdict.AXIS: (
        _("May share a chart"),
        _("They may stand in the same chart, but the difference is not a tested change."),
    ),
    Verdict.TREND: (
        _("May be compared over time"),
        _("The figures are measured in the same way, so the change may be calculated and tested."),
    ),
}

RULES: dict[str, Promise] = {
    "R00": _("The figures must be about the same theme."),
    "R01": _("The figures must be the same kind of figure, in the same unit."),
    "R02": _("The figures must be about the same thing."),
    "R03": _("The thing must be defined in the same way."),
    "R04": _("The question must be asked in the same words."),
    "R05": _("The answers must be given and counted in the same way."),
    "R06": _("The figures must be calculated out of the same group."),
    "R07": _("The same must be counted: municipalities with municipalities, people with people."),
    "R08": _("The figures must be about the same population."),
    "R08b": _("The population must be drawn up in the same way, also when municipalities merge."),
    "R09": _("Everybody must have been counted, or a random sample drawn."),
    "R10": _("The figures must be collected in the same way."),
    "R11": _("The same kind of people must have answered."),
    "R12": _("What varies through the year must be measured at the same time of year."),
    "R13": _("Those who did not answer must be accounted for."),
    "R14": _("Both must be given as figures by the source itself."),
    "R15": _("No figure may be withheld or rest on fewer than five answers."),
    "R16": _("Both figures must rest on at least 30 answers."),
    "R17": _("A change needs two different points in time."),
    "R17b": _("A change needs two rounds of the same series."),
    "R18": _("Both must be weighted, or none of them."),
}

DIFFERENCES: dict[str, Promise] = {
    "theme": _("They belong to different themes."),
    "statistic": _("They are different kinds of figures, such as a share and a mean."),
    "measure": _("They are given in different units."),
    "construct": _("They do not measure the same thing."),
    "question": _("What was asked or looked for was not the same."),
    "scale": _("The answer options were different."),
    "coding": _("The answers were sorted by different rules."),
    "time_window": _("They count over periods of different length."),
    "base": _("They are calculated out of different groups."),
    "unit": _("They count different things, such as municipalities and people."),
    "population": _("They are about different groups of people or organisations."),
    "country": _("They come from different countries."),
    "frame": _(
        "The list of those counted was not the same: some had merged, been added or been left out."
    ),
    "instrument": _("They were collected in different ways, such as asking and observing."),
    "informant": _("Different kinds of people answered or observed."),
    "season": _("They were measured at different times of the year, and the season matters."),
    "precision": _("At least one of them is given in words or as a rough fraction."),
    "series": _("They do not belong to the same series of surveys."),
    "weighting": _("Only one of them is weighted for who answered."),
}

STATES: dict[str, Promise] = {
    "intention_vs_state": _("One is a plan, the other is how it was."),
    "break": _("The definition was changed between them, so there is a break in the series."),
    "sample": _("At least one of them is not a full count or a random sample."),
    "selection": _("Those who took part in at least one of them were chosen or chose themselves."),
    "nonresponse": _("We do not know that both are corrected for those who did not answer."),
    "derived": _(
        "At least one of them is calculated from other figures, not published by the source."
    ),
    "suppressed": _("At least one of them is withheld to protect those who answered."),
    "very_small_base": _(
        "At least one of them rests on fewer than five answers, too few for a percentage."
    ),
    "small_base": _("At least one of them rests on fewer than 30 answers."),
    "same_time": _("They are from the same time, so they cannot show a change."),
    "time": _("They are from different times."),
}

UNKNOWNS: dict[str, Promise] = {
    "theme_unknown": _("We do not know which theme one of them belongs to."),
    "statistic_unknown": _("We do not know what kind of figure one of them is."),
    "measure_unknown": _("We do not know the unit of one of them."),
    "construct_unknown": _("We do not know exactly what one of them measures."),
    "question_unknown": _("We do not know exactly what was asked."),
    "scale_unknown": _("We do not know which answer options were given."),
    "coding_unknown": _("We do not know how the answers were sorted."),
    "time_window_unknown": _("We do not know how long a period one of them counts."),
    "base_unknown": _("We do not know which group one of them is calculated out of."),
    "unit_unknown": _("We do not know what one of them counts."),
    "population_unknown": _("We do not know whom one of them is about."),
    "country_unknown": _("We do not know which country one of them comes from."),
    "frame_unknown": _("We do not know which list of those to be counted was used."),
    "instrument_unknown": _("We do not know in detail how one of them was collected."),
    "informant_unknown": _("We do not know who answered or observed."),
    "season_unknown": _("We do not know at what time of year one of them was measured."),
    "precision_unknown": _("We do not know how exact one of them is."),
    "series_unknown": _("We do not know whether they belong to the same series of surveys."),
    "weighting_unknown": _("We do not know whether the figures are weighted."),
    "sample_unknown": _("We do not know how those who took part were chosen."),
    "base_size_unknown": _("We do not know how many answers one of them rests on."),
    "time_unknown": _("We do not know exactly when one of them was measured."),
}

LIKENESSES: dict[str, Promise] = {
    "same_instrument": _("They were collected in the same way."),
    "same_definition": _("They are defined in the same way."),
    "same_base": _("They are calculated out of the same group."),
    "same_battery": _("They are answers to one set of questions in the same survey."),
}

REASONS: dict[str, Promise] = {**DIFFERENCES, **STATES, **UNKNOWNS, **LIKENESSES}

REMEDIES: dict[str, Promise] = {
    "R00": _("Choose figures about the same theme."),
    "R01": _("The source would have to publish the same kind of figure."),
    "R02": _("Both studies would have to ask about the same thing, as a state or as a plan."),
    "R03": _("Someone would have to show that the definitions are equal, in a crosswalk."),
    "R04": _("The next survey would have to ask in the same words."),
    "R05": _("The next survey would have to use the same answer options and counting rules."),
    "R06": _("One of them would have to be recalculated out of the same group."),
    "R07": _("One would have to count the same: municipalities, or people."),
    "R08": _("Both would have to be about the same population."),
    "R08b": _("The figures would have to be recalculated for the same list or boundaries."),
    "R09": _("Everybody, or a random sample, would have to be asked."),
    "R10": _("The figures would have to be collected in the same way."),
    "R11": _("The same kind of people would have to answer."),
    "R12": _("They would have to be measured at the same time of year."),
    "R13": _("The figures would have to be corrected for those who did not answer."),
    "R14": _("The source would have to publish the figure itself."),
    "R15": _("More people would have to answer before the figure can be shown."),
    "R16": _("More answers, or knowing how many there were, would help."),
    "R17": _("A new round at another time would make a change visible."),
    "R17b": _("The questions would have to be repeated in the same series."),
    "R18": _("Both would have to be weighted in the same way."),
}
