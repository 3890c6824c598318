"""What a cosine is worth in a model: constants read from its text side, so that any contrastive model will do.

Models differ in how far apart their vectors lie, so a cosine by itself says nothing. Two things do,
and neither needs a picture:

* The temperature that the model was trained to. A contrastive model of N pairs at once must prefer the
  fitting sentence by about ln N (ViT-B-32 at 32 768: 10.4), and in natural log units its preference is
  temperature x difference of cosines. So a picture lies nearer to the sentence that fits it than to one
  that does not by a cosine of ``match_nats / temperature`` - 0.10 at the usual temperature of 100, which is
  what such models show (0.28 against 0.18).
* How far apart the table's own sentences lie: the mean of 1 - cosine over all pairs of labels (about 0.3 for
  models of that size). Two fitting pictures are that much closer to each other than their sentences along
  any line between sentences: ``shrink = match / apart``, never more than 1.

Along an axis, the labels' sentences have a root mean square; pictures have that times ``shrink``. This is the
axis's ``spread``, the unit of its scores. The zero is what the neutral sentences say. For labels, a cosine
of ``match`` becomes log odds of ``certainty``, in place of the temperature's 10 (which would make a hair's
breadth a certainty: AFFECT, section 5, item 5). All this is fixed for a model and a table: a picture scores
the same in every film.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.axes import AxisTable


@dataclass(frozen=True, slots=True)
class Calibration:
    """spread : cosine of an ordinary deviation along each axis, by name; odds : log odds of a label per cosine."""

    spread: dict[str, float]
    odds: float


def calibrate(
    axes: dict[str, np.ndarray], labels: np.ndarray, neutral: np.ndarray, temperature: float, table: AxisTable
) -> Calibration:
    """Return the constants of a model for a table.

    axes : unit vectors (d,) by name; labels : unit vectors of all labels, (n, d); neutral : of the neutral
    sentences, (d,); temperature : the model's factor on cosines in training (its exponentiated logit scale)
    """
    likeness = labels @ labels.T
    n = len(labels)
    apart = float(1 - (likeness.sum() - np.trace(likeness)) / max(1, n * (n - 1)))
    match = min(table.labelling.match_nats / temperature, apart)
    shrink = match / max(apart, 1e-6)
    beyond = labels - neutral
    spread = {name: max(1e-6, shrink * float(np.sqrt(np.mean((beyond @ axis) ** 2)))) for name, axis in axes.items()}
    return Calibration(spread, table.labelling.certainty / max(match, 1e-6))
