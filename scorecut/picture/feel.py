"""Feeling: a picture becomes an emotional curve.

Every component stands on one fixed scale from -1 to +1 (``data/emotion_axes.toml``),
so that a calm film stays calm; named weights fuse them; a Gaussian within each scene
smooths them without leaking over a change of scene or lowering the peaks; tension
follows from the other two as in rated film music, with a residual of its own.
"""

import numpy as np

from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture
from scorecut.picture.axes import AxisTable, axis_table
from scorecut.picture.light import STEP_S
from scorecut.picture.scenes import blank_times, scene_starts
from scorecut.picture.settings import PictureSettings
from scorecut.picture.smoothing import against_itself, kept_peaks, smooth_within, softly_limited, steady_sign

#: Tension of film music from valence and energy (110 rated excerpts, R2 0.94: AFFECT section 6).
TENSION = (0.11, -0.874, 0.549)

WITHOUT_MEANING = "light, colour, motion, cuts"
SILENT_LUFS = -69.0
#: Usual dialogue lies so far above what should count as quiet; momentary loudness reaches so far beyond a line.
TALK_LU = 12.0
NEAR_S = 0.25


def feel(picture: Picture, *, settings: PictureSettings) -> Emotion:
    """Return valence, energy and tension of the picture at 4 Hz, with every component's share in ``parts``.

    ``parts["energy.motion"]`` and its like add up to the curve of that axis; among them ``energy.held`` and
    ``valence.held`` are what bends it below 1 and keeps the sign of the valence from fluttering.
    """
    table = axis_table(settings.axes)
    shape = table.smoothing
    times_s = picture.features["motion"].times_s
    blank = blank_times(picture, times_s)
    starts = scene_starts(picture, shape.least_scene_s)
    scene = np.searchsorted(np.array(starts), times_s + 1e-9, side="right")
    trust = trust_of(picture, table)
    parts: dict[str, np.ndarray] = {}
    totals: dict[str, np.ndarray] = {}
    spread: dict[str, np.ndarray] = {}
    for axis, width_s in (("valence", shape.valence_s), ("energy", shape.energy_s)):
        held = {name: over_blanks(values, blank) for name, values in components(picture, table, axis).items()}
        weights = weights_of(table.fusion[axis], list(held))
        spread[axis] = smooth_within(disagreement(held, weights), scene, width_s, times_s)
        scale = trust / table.trust.meaning if axis == "valence" else 1.0
        shares = {name: scale * weights[name] * values for name, values in held.items()}
        smooth = {name: smooth_within(values, scene, width_s, times_s) for name, values in shares.items()}
        smooth = kept_peaks(shares, smooth, scene, shape.keep_peaks)
        if axis == "energy":
            smooth = against_itself(smooth, shape.contrast)
        parts.update({f"{axis}.{name}": values for name, values in smooth.items()})
        added = np.sum(list(smooth.values()), axis=0)
        totals[axis] = softly_limited(added, shape.knee)
        if axis == "valence":
            totals[axis] = steady_sign(totals[axis], STEP_S, shape.flip, shape.phrase_s)
        parts[f"{axis}.held"] = totals[axis] - added
    base = TENSION[0] + TENSION[1] * totals["valence"] + TENSION[2] * totals["energy"]
    residual = np.zeros_like(times_s)
    if picture.meaning is not None:
        seen = over_blanks(per_shot(picture, picture.meaning.scores["tension"]), blank)
        seen = smooth_within(seen, scene, shape.valence_s, times_s)
        residual = table.fusion["tension"]["meaning"] * (seen - np.clip(base, -1, 1))
    parts |= {"tension.follows": base, "tension.residual": residual}
    doubt = table.trust.disagreement * (spread["valence"] + spread["energy"]) / 2
    return Emotion(
        times_s=times_s,
        valence=totals["valence"],
        energy=totals["energy"],
        tension=np.clip(base + residual, -1, 1),
        confidence=trust * (1 - doubt) * np.where(blank, table.trust.blank, 1.0),
        source=source_of(picture, settings),
        parts=parts,
    )


def disagreement(held: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    """Return how far the components stand apart, their weighted standard deviation, 0-1, float64, (n,)."""
    mean = np.sum([weights[name] * values for name, values in held.items()], axis=0)
    variance = np.sum([weights[name] * (values - mean) ** 2 for name, values in held.items()], axis=0)
    return np.asarray(np.sqrt(variance))


def components(picture: Picture, table: AxisTable, axis: str) -> dict[str, np.ndarray]:
    """Return what speaks for an axis, each -1..1 at 4 Hz; what the film cannot tell is left out."""
    at = {name: curve.values for name, curve in picture.features.items()}

    def stand(name: str, values: np.ndarray | None = None) -> np.ndarray:
        ends = table.calibration[name]
        raw = at[name] if values is None else values
        return np.clip(2 * (raw - ends.low) / (ends.high - ends.low) - 1, -1, 1)

    found: dict[str, np.ndarray] = {}
    if picture.meaning is not None:
        found["meaning"] = per_shot(picture, picture.meaning.scores[axis])
    if axis == "valence":
        found["colour"] = (stand("colourfulness") + stand("saturation")) / 2
        found["light"] = (stand("brightness") + stand("darkness")) / 2
        return found
    ends = table.calibration["motion"]
    speed = np.log(np.maximum(np.expm1(at["motion"]), 1e-4) / ends.low) / np.log(ends.high / ends.low)
    found["pace"] = 2 * at["cut_pace"] - 1
    found["motion"] = np.clip(2 * speed - 1, -1, 1)
    found["colour"] = (stand("contrast") + stand("colourfulness")) / 2
    if (at["loudness"] > SILENT_LUFS).any():
        found["loudness"] = stand("loudness", beside_speech(picture, at["loudness"]))
    return found


def beside_speech(picture: Picture, loudness: np.ndarray) -> np.ndarray:
    """Return the loudness with talk at its usual level taken out: a quiet conversation is no action, a quarrel is.

    While somebody speaks it is what sounds around the lines, or ``TALK_LU`` less than the speech where that is more.
    """
    times_s = picture.features["loudness"].times_s
    spoken = np.zeros(times_s.size, bool)
    for span in picture.speech:
        spoken |= (times_s >= span.start_s - NEAR_S) & (times_s <= span.end_s + NEAR_S)
    if not spoken.any():
        return loudness
    around = over_blanks(loudness, spoken) if not spoken.all() else np.full_like(loudness, SILENT_LUFS)
    return np.where(spoken, np.maximum(np.minimum(around, loudness), loudness - TALK_LU), loudness)


def weights_of(weights: dict[str, float], present: list[str]) -> dict[str, float]:
    """Return the weights of the components that are present, adding up to 1."""
    total = sum(weights[name] for name in present)
    return {name: weights[name] / total for name in present}


def per_shot(picture: Picture, scores: np.ndarray) -> np.ndarray:
    """Return a score of each shot at the 4 Hz times of the features."""
    times_s = picture.features["motion"].times_s
    starts = np.array([shot.start_s for shot in picture.shots])
    shot = np.clip(np.searchsorted(starts, times_s + 1e-9, side="right") - 1, 0, len(starts) - 1)
    return np.asarray(scores, dtype=np.float64)[shot]


def over_blanks(values: np.ndarray, blank: np.ndarray) -> np.ndarray:
    """Return the values with those of blank stretches bridged: black is a pause, not a mood."""
    if blank.all() or not blank.any():
        return values
    index = np.arange(values.size)
    return np.interp(index, index[~blank], values[~blank])


def trust_of(picture: Picture, table: AxisTable) -> float:
    """Return how far the valence can be trusted, 0-1."""
    return table.trust.meaning if picture.meaning is not None else table.trust.without_meaning


def source_of(picture: Picture, settings: PictureSettings) -> str:
    """Return what the curve was read from, in words for the sheet and the report."""
    heard = (picture.features["loudness"].values > SILENT_LUFS).any()
    measured = f"{WITHOUT_MEANING}, sound" if heard else WITHOUT_MEANING
    if picture.meaning is None:
        return measured
    if picture.meaning.identity.startswith("open_clip local"):
        folder = settings.clip_weights.name if settings.clip_weights else "local"
        return f"clip {folder}; {measured}"
    if picture.meaning.identity.startswith("open_clip "):
        return f"clip {picture.meaning.identity.split()[1]}; {measured}"
    return f"{picture.meaning.identity}; {measured}"
