"""How many replicate weights are linearly independent."""

import numpy as np

from allmenning.core.design.model import Floats

TOLERANCE = 1e-5


def rank(columns: Floats) -> int:
    """Return the rank of a matrix of weights (n, R), each column seen at length 1.

    The eigenvalues of the (R, R) matrix of their products are counted, which stays fast for many
    rows; a column within `TOLERANCE` of the others counts as their combination.
    """
    lengths = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    scaled = columns[:, lengths > 0] / lengths[lengths > 0]
    if scaled.shape[1] == 0:
        return 0
    found = np.linalg.eigvalsh(scaled.T @ scaled)
    return int(np.count_nonzero(found > TOLERANCE**2))
