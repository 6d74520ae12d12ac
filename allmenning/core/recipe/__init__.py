"""Recipes: how a figure is made of answers, as data that can be kept, read and run again.

A recipe is what the vectors hold: ``design`` (how the sample was drawn), ``steps`` (what is done to
data and weights) and ``stat`` (what is asked). Start with `run.run`.

Where new methods go
    A step is a function ``(Sample, Spec) -> Sample`` in `steps/<noun>.py`, a statistic a function
    ``(Sample, Spec, Book) -> Result`` in `stats/<noun>.py`, and, if `by` and `contrast` are to hold
    it, an estimator ``(Sample, Spec, Book) -> Estimate``; a kind of design is a function
    ``(Spec, tables) -> Sample`` in `designs/<noun>.py`. Each gets its line in `dispatch.py` and is
    known from there on. Models to follow: `steps/subset.py`, `stats/means.py`, `designs/drawn.py`.

What helps
    `spec` reads the fields of a step or statistic and refuses in a sentence; `expression.evaluate`
    and `condition` read R-like expressions; `formula.read_formula` and `model_matrix` read
    formulas; `indicators.indicators` expands factors; `answer.described` writes an estimate under
    the names of the vectors. Rows outside the domain stay, with weight 0.
"""
