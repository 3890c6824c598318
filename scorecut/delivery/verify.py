"""The proof: every hit measured in the film that was written.

For each accent two things are measured. First where it lies in the hits stem: its
own sound is sought there by whitened correlation, and its heard attack (t50,
``media.onset``) is taken from that sound alone, anew. Then how late the hits stem
is heard in the decoded film, over a second around the hit. The error of a hit is
the worse of: its attack in the stem, and its attack as delivered, both against
the frame's stamp. So neither a moved accent nor a shifted sound can hide.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.delivery.gate import NOT_HEARD_MS, check
from scorecut.delivery.lag import lag_of, stretch
from scorecut.delivery.proof import excerpt, read_proof
from scorecut.delivery.settings import DeliverySettings
from scorecut.delivery.transport import decoded_programme, start_after, transport_lag
from scorecut.errors import OutputError, UsageError
from scorecut.media import stamps, tools
from scorecut.media.onset import heard_end_s, heard_onset_s
from scorecut.media.sound_file import read_wav
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio, Mix, PlacedAccent, Stems
from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.report import Delivery, HeardHit, Sync

#: An accent is sought this far about its place in the stem, the stem this far about its place in the film.
REACH_S = 0.1

#: The stretch about a hit that is correlated, before it and after; and the wider one.
ABOUT_S = (0.3, 0.7)
WIDER_S = (1.5, 2.5)

#: A peak counts from this clarity on; chance gives 0-3 (see ``lag.Lag``).
SURE = 6.0

#: An accent that explains less of the stem at its place than this share (correlation) is not there.
PRESENT = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the hits are measured in, all from the film's first displayed frame.

    hits : the hits stem; gain_db : what the mix applied to it
    whole : what holds the hits and is sure to be heard: the programme as it was mixed, else all music
    decoded : the film's sound as delivered
    """

    hits: Audio
    gain_db: Curve
    whole: Audio
    decoded: Audio


def verify(
    delivery: Delivery, stems: Stems, mix: Mix, clock: Clock, *, settings: DeliverySettings, workdir: Path
) -> Sync:
    """Return every hit as it is heard in the delivered film, and the lag of the whole sound.

    Raises OutputError where the film cannot be read back.
    """
    try:
        start = start_after(delivery.film, delivery.hidden_frames)
        decoded = decoded_programme(
            delivery.film,
            start,
            mix.programme.n_samples,
            Path(workdir) / "proof.f32",
            sound_track=delivery.sound_track,
        )
    except (tools.ToolError, ValueError) as error:
        raise OutputError(f"{delivery.film}: the film that was written cannot be read back ({error})") from error
    evidence = Evidence(hits=stems.stems["hits"], gain_db=mix.gain_db, whole=mix.programme, decoded=decoded)
    return measure(stems.accents, evidence)


def verify_package(film: Path, folder: Path, *, max_hit_error_ms: float, workdir: Path) -> Sync:
    """Return the hits of a delivered film, measured again from its package alone.

    Raises UsageError where the package is none, HitMissedError (through ``gate``) where a hit is off.
    """
    report = _report(folder)
    accents = read_proof(folder, report.get("proof", []))
    known = {str(hit["id"]) for hit in report.get("hits", [])}
    lost = sorted(known - {accent.hit_id for accent in accents})
    if lost:
        raise UsageError(f"{folder}: no proof of hit {', '.join(lost)}; write the package anew with --package")
    hits = _stem(folder / "stems" / "hits.wav", Path(workdir) / "hits.f32")
    music = _stem(folder / "music.wav", Path(workdir) / "music.f32")
    tools.regular_file(film)
    start = start_after(film, _hidden(film, report))
    try:
        decoded = decoded_programme(
            film, start, hits.n_samples, Path(workdir) / "proof.f32", sound_track=_sound_track(report)
        )
    except ValueError as error:
        raise UsageError(f"{error}; is it the film that was delivered?") from error
    flat = Curve(times_s=np.array([0.0]), values=np.array([0.0]))
    sync = measure(accents, Evidence(hits=hits, gain_db=flat, whole=music, decoded=decoded))
    check(sync, settings=DeliverySettings(max_hit_error_ms=max_hit_error_ms))
    return sync


def measure(accents: Sequence[PlacedAccent], evidence: Evidence) -> Sync:
    """Return every accent as heard; the transport lag is that of the whole (0 where all is silent)."""
    lag = transport_lag(evidence.whole, evidence.decoded)
    hits = []
    for accent in accents:
        hits.append(_heard(accent, accents, evidence, lag))
        let_go(accent.sound, evidence.hits.samples, evidence.whole.samples, evidence.decoded.samples)
    return Sync(hits=tuple(hits), transport_ms=(lag or 0.0) / RATE_HZ * 1000)


def _heard(
    accent: PlacedAccent, accents: Sequence[PlacedAccent], evidence: Evidence, transport: float | None
) -> HeardHit:
    """Measure one hit: in the stem, then in the film."""
    in_stem_s = heard_in_stem_s(accent, accents, evidence.hits)
    lag = None if in_stem_s is None else local_lag(in_stem_s, evidence, transport)
    if in_stem_s is None or lag is None:
        return HeardHit(
            hit_id=accent.hit_id,
            time_s=accent.time_s,
            heard_s=accent.time_s + NOT_HEARD_MS / 1000,
            error_ms=NOT_HEARD_MS,
        )
    delivered_s = in_stem_s + lag / RATE_HZ
    heard_s = max((float(delivered_s), float(in_stem_s)), key=lambda heard: abs(heard - accent.time_s))
    return HeardHit(
        hit_id=accent.hit_id, time_s=accent.time_s, heard_s=heard_s, error_ms=(heard_s - accent.time_s) * 1000
    )


def heard_in_stem_s(accent: PlacedAccent, accents: Sequence[PlacedAccent], stem: Audio) -> float | None:
    """Return when the accent is heard in the hits stem; None if it is not there.

    Its neighbours are taken off first, each where it should be, so that a flurry of like accents is not
    mistaken for one another.
    """
    own = excerpt(accent)
    sound = np.asarray(own.sound, dtype=np.float64)
    reach = round(REACH_S * RATE_HZ)
    first, last = own.start_sample - reach, own.start_sample + sound.shape[0] + reach
    around = stretch(stem.samples, first, last, sound.shape[1])
    for other in accents:
        if other is not accent:
            _take_off(around, first, other)
    lag = lag_of(np.pad(sound, ((reach, reach), (0, 0))), around, reach)
    shift = round(lag.samples)
    there = around[reach + shift : reach + shift + sound.shape[0]]
    fit = float((there * sound).sum() / np.sqrt((there**2).sum() * (sound**2).sum() + 1e-30))
    if fit < PRESENT and lag.clarity < SURE:
        return None
    try:
        attack_s = (
            heard_end_s(sound, RATE_HZ, near_s=own.attack_s) if accent.kind == "stop" else heard_onset_s(sound, RATE_HZ)
        )
    except ValueError:
        return None
    return (own.start_sample + lag.samples) / RATE_HZ + attack_s


def _take_off(around: np.ndarray, first: int, other: PlacedAccent) -> None:
    low = max(first, other.start_sample)
    high = min(first + around.shape[0], other.start_sample + other.sound.shape[0])
    if high > low:
        around[low - first : high - first] -= other.sound[low - other.start_sample : high - other.start_sample]


def local_lag(at_s: float, evidence: Evidence, transport: float | None) -> float | None:
    """Return how many samples later than in the stem the sound about ``at_s`` is heard in the film.

    The rule, from the strictest evidence to the weakest; each is taken only where its peak is clear:
    the hits stem itself in the film's sound, over a second, then over four (speech or an explosion may
    bury it); the whole that holds the hits, over the same stretches, unless the hits are clearly
    elsewhere in it; last the lag of the whole film's sound. None where nothing is clear: not proven.

    To subtract the rest of the programme and look for the hits in what is left would prove nothing: what
    is left holds the hits because they were not subtracted.
    """
    reach = round(REACH_S * RATE_HZ)
    for stretch_s in (ABOUT_S, WIDER_S):
        hits, whole, film = _about(at_s, stretch_s, evidence)
        lag = lag_of(hits, film, reach)
        if lag.clarity >= SURE:
            return lag.samples
        common = lag_of(whole, film, reach)
        if common.clarity >= SURE:
            within = lag_of(hits, whole, reach)
            return common.samples + (within.samples if within.clarity >= SURE else 0.0)
    return transport


def _about(
    at_s: float, stretch_s: tuple[float, float], evidence: Evidence
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hits as the mix applied them, the whole, and the film's sound around a moment."""
    first, last = round((at_s - stretch_s[0]) * RATE_HZ), round((at_s + stretch_s[1]) * RATE_HZ)
    channels = min(2, *(sound.samples.shape[1] for sound in (evidence.decoded, evidence.hits, evidence.whole)))
    hits, whole, film = (
        stretch(sound.samples, first, last, channels) for sound in (evidence.hits, evidence.whole, evidence.decoded)
    )
    gain = 10 ** (evidence.gain_db.at(np.arange(first, last) / RATE_HZ) / 20)
    return hits * gain[:, None], whole, film


def _report(folder: Path) -> dict[str, Any]:
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{folder}: is no package of scorecut (report.json: {error.strerror})") from error
    except ValueError as error:
        raise UsageError(f"{folder}/report.json: cannot be read ({error})") from error
    if not isinstance(report, dict) or "hits" not in report:
        raise UsageError(f"{folder}/report.json: is no report of scorecut")
    return report


def _stem(path: Path, into: Path) -> Audio:
    try:
        return read_wav(path, into)
    except ValueError as error:
        raise UsageError(f"{error}; write the package anew with --package") from error


def _sound_track(report: dict[str, Any]) -> int:
    """Which of the film's sound tracks holds the music: the first, unless the report tells otherwise."""
    told = report.get("delivered")
    number = told.get("sound_track", 0) if isinstance(told, dict) else 0
    return number if isinstance(number, int) and number >= 0 else 0


def _hidden(film: Path, report: dict[str, Any]) -> int:
    """Frames that Matroska shows before the film's first: an edit list hid them in the input."""
    if film.suffix.lower() not in (".mkv", ".webm"):
        return 0
    n_frames = int(report.get("film", {}).get("n_frames") or 0)
    return max(0, stamps.n_packets(film) - n_frames) if n_frames else 0
