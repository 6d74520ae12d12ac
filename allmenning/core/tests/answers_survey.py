"""The twenty-four answers of `small_survey` with what people said; R survey 4.1-1 saw them too."""

import numpy as np

from allmenning.core.tests.small_survey import FORM, SIZE

ANSWER = np.array(
    [3, 8, 5, 1, 9, 12, 4, 2, 7, 6, 11, 5, 14, 8, 3, 9, 10, 15, 4, 6, 2, 13, 8, 5], dtype=np.float64
)
SECOND = np.array([0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0])
FORMS = FORM.astype(np.intp)
SIZES = SIZE.astype(np.intp)
