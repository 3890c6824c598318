"""Where the tune is silent: in a long cue for a quarter of it, so that its coming back says something (MUSIC.md 12)."""

from scorecut.composition.form import Stretch

LONG_CUE_S = 45.0
REST_SHARE = 0.27
#: What each section keeps for the tune, and who gives first: a break before the others, a peak and an end never.
KEPT_BARS = {"break": 1, "A'": 2, "B": 2, "A": 2}


def rests(stretches: list[Stretch], length_s: float) -> list[int]:
    """Return how many bars at the end of each section the tune leaves to the others; an opening rests by itself."""
    out = [0] * len(stretches)
    if length_s <= LONG_CUE_S:
        return out
    owed = round(REST_SHARE * sum(stretch.n_bars for stretch in stretches))
    owed -= sum(max(0, stretch.n_bars - 2) for stretch in stretches if stretch.role == "intro")
    while owed > 0:
        able = [i for i, stretch in enumerate(stretches) if _room(stretch) > out[i]]
        if not able:
            break
        most = max(able, key=lambda i: (_room(stretches[i]) - out[i], stretches[i].role == "break", i))
        out[most] += 1
        owed -= 1
    return out


def _room(stretch: Stretch) -> int:
    """Return how many bars a section can spare."""
    kept = KEPT_BARS.get(stretch.role)
    return 0 if kept is None or stretch.n_bars < 3 else min(stretch.n_bars - kept, 1 + stretch.n_bars // 3)
