"""All craft checks by name, each with what it asks for."""

from tests.music import check_harmony, check_playing, check_scoring, check_tempo, check_tune
from tests.music.finding import Check

CHECKS: dict[str, tuple[Check, str]] = {
    "range": (check_playing.in_range, "notes outside the instrument's range: 0"),
    "equal velocities": (check_playing.machine_gun, "same pitch never three equal velocities running"),
    "rests": (check_scoring.rests, "parts but pad and drone silent a quarter of a cue over 45 s"),
    "tutti": (check_scoring.tutti, "tutti in at most 20 % of bars"),
    "unchanged": (check_scoring.changing, "no instrumentation unchanged over 8 bars"),
    "inner voice": (check_harmony.inner_motion, "moves in 40 % of the bars where tune and bass hold"),
    "together": (check_harmony.together, "all parts change at no more than 60 % of chord changes"),
    "bass walks": (check_harmony.bass_walk, "inversions or passing notes at 25-40 % of chords"),
    "contrary": (check_harmony.contrary, "tune and bass contrary in 35 % of common moves"),
    "loops": (check_harmony.loops, "no progression three times unchanged"),
    "self-similar": (check_scoring.unlike, "four bars like the next four for at most 12 bars"),
    "summit": (check_tune.summit, "one top note in 8 bars at 55-80 %"),
    "dissonance": (check_tune.leaning, "accented dissonance resolved in 15-25 % of bars"),
    "rhythm cell": (check_tune.rhythm_cell, "one rhythm in half of the tune's moving bars"),
    "breath": (check_tune.breath, "a hold or rest every four bars"),
    "low spacing": (check_harmony.low_spacing, "lowest voices 7 semitones apart under 48"),
    "shaped": (check_playing.shaped, "notes of 1 s move by 3 dB"),
    "own dynamics": (check_playing.own_dynamics, "correlation of parts' levels under 0.8"),
    "hands": (check_playing.hands, "noise in a phrase correlated, lag-1 0.4"),
    "letting go": (check_playing.letting_go, "releases staggered by 80-250 ms, never cut"),
    "tempo steps": (check_tempo.steps, "95 % of changes from beat to beat under 1 %"),
    "on the grid": (check_tempo.gridded, "hits with a beat have it exactly, ms"),
    "openings": (check_tempo.opening, "hits that open a section on downbeats"),
    "irregular bars": (check_tempo.irregular, "at most 20 %, never side by side"),
}
