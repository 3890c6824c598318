"""How right a list of found transitions is, the same for every detector.

A found transition is a span of frames: a cut is one frame (the first new one), a dissolve, fade or wipe reaches
from its last pure old frame to its first pure new one. Two scores are made of it:

cuts : found cuts against true cuts, right within 2 frames, one to one. A found cut within the widened span of
    a true gradual transition counts neither way.
all : everything found against everything true. A true cut is found by anything that reaches within 2 frames of
    it, a gradual one by anything that touches its span widened by 2 frames; one to one; what is left over is wrong.

A fade out, less than a second of blank and a fade in are one event for some and two for others: in ``all`` they are
one truth that one or two finds may answer, and a cut found in the blank counts neither way in ``cuts``.
Spans labelled ``ignore`` count neither way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

NEAR_FRAMES = 2
BLANK_S = 1.0


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A transition in frames; ``kind`` is cut, dissolve, fade_out, fade_in, wipe, fade or ignore.

    may : how many finds may answer it
    """

    first: int
    last: int
    kind: str = "cut"
    how: str = ""
    may: int = 1

    @property
    def is_cut(self) -> bool:
        return self.kind == "cut"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over films, and which transitions they were."""

    right: int = 0
    missed: tuple[Span, ...] = ()
    wrong: tuple[Span, ...] = ()

    @property
    def precision(self) -> float:
        """The share of finds that are right; 1 where nothing was found."""
        found = self.right + len(self.wrong)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of true transitions that were found; 1 where there are none."""
        true = self.right + len(self.missed)
        return self.right / true if true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 where there was nothing and nothing was found."""
        of = 2 * self.right + len(self.missed) + len(self.wrong)
        return 2 * self.right / of if of else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.missed + other.missed, self.wrong + other.wrong)


@dataclass(frozen=True, slots=True)
class Scores:
    """Both scores of a film, or of several."""

    cuts: Score = field(default_factory=Score)
    all: Score = field(default_factory=Score)

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(self.cuts + other.cuts, self.all + other.all)


def score(found: Sequence[Span], truth: Sequence[Span], rate_hz: float) -> Scores:
    """Return how right ``found`` is; ``rate_hz`` frames a second tell what a short blank is."""
    ignored = [span for span in truth if span.kind == "ignore"]
    told = sorted(span for span in truth if span.kind != "ignore")
    heard = sorted(f for f in found if not any(gap(f, i) <= NEAR_FRAMES for i in ignored))
    return Scores(score_cuts(heard, told, rate_hz), score_all(heard, told, rate_hz))


def score_cuts(found: Sequence[Span], truth: Sequence[Span], rate_hz: float) -> Score:
    """Return found cuts against true cuts."""
    cuts = [t for t in truth if t.is_cut]
    gradual = [t for t in merge_fades(truth, rate_hz) if not t.is_cut]
    finds = [f for f in found if f.is_cut]
    pairs = pair(finds, cuts, lambda f, t: gap(f, t) <= NEAR_FRAMES)
    wrong = [f for i, f in enumerate(finds) if i not in pairs and not any(gap(f, g) <= NEAR_FRAMES for g in gradual)]
    hit = set(pairs.values())
    return Score(len(pairs), tuple(t for j, t in enumerate(cuts) if j not in hit), tuple(wrong))


def score_all(found: Sequence[Span], truth: Sequence[Span], rate_hz: float) -> Score:
    """Return all finds against all true transitions."""
    merged = merge_fades(truth, rate_hz)
    pairs = pair(found, merged, lambda f, t: gap(f, t) <= NEAR_FRAMES)
    hit = set(pairs.values())
    spare = {j: merged[j].may - 1 for j in hit}
    wrong = []
    for i, f in enumerate(found):
        if i in pairs:
            continue
        again = next((j for j in sorted(hit) if spare[j] > 0 and gap(f, merged[j]) <= NEAR_FRAMES), None)
        if again is None:
            wrong.append(f)
        else:
            spare[again] -= 1
    return Score(len(pairs), tuple(t for j, t in enumerate(merged) if j not in hit), tuple(wrong))


def gap(a: Span, b: Span) -> int:
    """Return how many frames two spans lie apart, 0 where they touch."""
    return max(0, a.first - b.last, b.first - a.last)


def merge_fades(truth: Sequence[Span], rate_hz: float) -> list[Span]:
    """Return the truth with a fade out, a short blank and a fade in as one.

    >>> merge_fades([Span(10, 20, "fade_out"), Span(30, 40, "fade_in")], 24)
    [Span(first=10, last=40, kind='fade', how='', may=2)]
    """
    merged: list[Span] = []
    for span in truth:
        before = merged[-1] if merged else None
        follows = before is not None and before.kind == "fade_out" and span.kind == "fade_in"
        if before is not None and follows and span.first - before.last < BLANK_S * rate_hz:
            merged[-1] = Span(before.first, span.last, "fade", before.how, may=2)
        else:
            merged.append(span)
    return merged


def pair(found: Sequence[Span], truth: Sequence[Span], fits: Callable[[Span, Span], bool]) -> dict[int, int]:
    """Return as many pairs (index of a find -> index of a truth) as there can be, each used once.

    Kuhn's method of augmenting paths (1955); the nearest finds come first.
    """
    middle = [t.first + t.last for t in truth]
    options = [
        sorted((j for j, t in enumerate(truth) if fits(f, t)), key=lambda j: (abs(f.first + f.last - middle[j]), j))
        for f in found
    ]
    taken: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in options[i]:
            if j not in tried:
                tried.add(j)
                if j not in taken or place(taken[j], tried):
                    taken[j] = i
                    return True
        return False

    near = [min((abs(f.first + f.last - middle[j]) for j in o), default=0) for f, o in zip(found, options)]
    for i in sorted(range(len(found)), key=lambda i: (near[i], i)):
        place(i, set())
    return {i: j for j, i in taken.items()}
