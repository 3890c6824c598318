"""An edited film of a seed: takes one after the other, joined in the manner of a kind of film, with its truth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from scorecut.chance import stream
from tests.edits import joins
from tests.edits.footage import Library, Source
from tests.edits.joints import BLANKS, Joint, apart, mixed_in, mixed_out, tells
from tests.edits.looks import grain_tile, grainy
from tests.edits.manners import MANNERS, Manner
from tests.edits.takes import Place, Take, drawn_place, filmed_place, take
from tests.edits.timeline import Timeline
from tests.edits.truth import Edit

SIZES = ((456, 256), (342, 256), (614, 256), (456, 256), (480, 256), (400, 224))
RATES = (
    Fraction(24),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(24000, 1001),
    Fraction(30),
    Fraction(50),
)
LEAST_PURE = 6
TRIES = 24


def make(
    seed: int,
    *,
    kind: str = "mixed",
    seconds: float = 60.0,
    library: Library | None = None,
    holdout: frozenset[str] | set[str] = frozenset(),
    manner: str = "",
    size: tuple[int, int] | None = None,
    rate: Fraction | None = None,
) -> Edit:
    """Return the edited film of ``seed``, about ``seconds`` long.

    kind : ``drawn``, ``clips`` (shots of the library only) or ``mixed``; give the same ``library`` to all calls
    holdout : names of films whose shots are not to be used
    manner : a key of ``manners.MANNERS``; chosen by the seed where it is empty
    """
    if kind not in ("drawn", "clips", "mixed"):
        raise ValueError(f"kind {kind!r}: drawn, clips or mixed")
    sources = [] if kind == "drawn" else (library or Library()).sources(frozenset(holdout))
    if kind != "drawn" and not sources:
        raise ValueError("there are no clips here to edit")
    rng = stream(seed, "edit", kind)
    chosen = MANNERS[manner or str(rng.choice(sorted(MANNERS)))]
    size = size or SIZES[int(rng.integers(len(SIZES)))]
    rate = rate or RATES[int(rng.integers(len(RATES)))]
    editor = Editor(seed, kind, chosen, size, float(rate), sources)
    line = editor.timeline(rng, round(seconds * float(rate)))
    bars = int(size[1] * rng.uniform(0.05, 0.13)) if rng.random() < 0.15 else 0
    tile = grain_tile(rng, float(rng.uniform(0.6, 3)), size) if rng.random() < 0.25 else None
    offsets = rng.integers(0, 64, (line.n_frames, 2))

    def render() -> Iterator[np.ndarray]:
        for i, frame in enumerate(line.frames(size)):
            if tile is not None:
                frame = grainy(frame, tile, offsets[i])
            if bars:
                frame = frame.copy()
                frame[:bars] = frame[size[1] - bars :] = 0
            yield frame

    crf = int(rng.integers(18, 35))
    bitrate = int(rng.integers(90, 400)) if rng.random() < 0.15 else None
    return Edit(
        seed, size[0], size[1], rate, line.n_frames, tuple(line.truth), tuple(line.happenings), render, crf, bitrate
    )


@dataclass(frozen=True, eq=False)
class Editor:
    """Chooses takes and joints for one film."""

    seed: int
    kind: str
    manner: Manner
    size: tuple[int, int]
    rate_hz: float
    sources: list[Source]

    def timeline(self, rng: np.random.Generator, n_wanted: int) -> Timeline:
        """Return the takes and joints of about ``n_wanted`` frames."""
        line = Timeline()
        colour = blank_colour(rng)
        opening = self.joint(rng, "fade_in") if rng.random() < self.manner.opens else None
        before: Take | None = None
        number = 0
        joint = opening
        while True:
            last = line.n_frames + 2 * LEAST_PURE >= n_wanted or number > 400
            pure = self.pure_length(rng)
            pure = max(LEAST_PURE, min(pure, n_wanted - line.n_frames))
            ends = line.n_frames + pure + LEAST_PURE >= n_wanted or last
            following = self.joint(rng)
            if ends:
                following = self.joint(rng, "fade_out") if rng.random() < self.manner.opens else None
            colour, joint = self.settle(rng, before, joint, colour)
            lead = mixed_in(joint)
            n = lead + pure + mixed_out(following)
            new = self.next_take(number, before, joint, n, (lead + 3, lead + pure - 3), colour)
            line.add(joint, before, new, pure, colour, self.blend(rng, joint))
            before, joint = new, following
            number += 1
            if ends:
                colour, settled = self.settle(rng, before, joint, colour)
                line.close(joint if settled is joint else None, before, colour)
                return line
            if rng.random() < 0.3:
                colour = blank_colour(rng)

    def settle(
        self, rng: np.random.Generator, before: Take | None, joint: Joint | None, colour: np.ndarray
    ) -> tuple[np.ndarray, Joint | None]:
        """Return a colour that differs from the picture that goes into it, and the joint; another if none does."""
        if before is None or joint is None or joint.kind not in BLANKS:
            return colour, joint
        old = before.at(before.n_frames - 1 - mixed_out(joint))
        for _ in range(6):
            if apart(old, np.broadcast_to(colour, old.shape)) > 14:
                return colour, joint
            colour = blank_colour(rng)
        return colour, Joint("dissolve", "linear", joint.length) if joint.length else Joint("cut", "", 0)

    def pure_length(self, rng: np.random.Generator) -> int:
        """Return how many frames of a shot stand alone."""
        if rng.random() < self.manner.bursts:
            return int(rng.integers(LEAST_PURE, 14))
        return int(np.clip(np.exp(rng.normal(np.log(self.manner.shot_s), 0.55)), 0.35, 12) * self.rate_hz)

    def joint(self, rng: np.random.Generator, kind: str = "") -> Joint:
        """Return a joint of the film's manner, or of a kind."""
        kinds = sorted(self.manner.joints)
        weights = np.array([self.manner.joints[k] for k in kinds])
        kind = kind or str(rng.choice(kinds, p=weights / weights.sum()))
        of_s = lambda low, high: max(3, round(float(np.exp(rng.uniform(np.log(low), np.log(high)))) * self.rate_hz))  # noqa: E731
        hold = max(1, round(float(rng.choice([rng.uniform(0, 0.2), rng.uniform(0.2, 1.2)])) * self.rate_hz))
        if kind == "dissolve":
            return Joint(kind, "smooth" if rng.random() < 0.3 else "linear", of_s(0.25, 2))
        if kind == "wipe":
            hows = joins.WIPES if rng.random() < 0.75 else joins.SLIDES
            return Joint(kind, str(rng.choice(hows)), of_s(0.3, 1.5))
        if kind == "fade":
            return Joint(kind, "", of_s(0.3, 2), hold, of_s(0.3, 2))
        if kind in ("fade_cut", "fade_out"):
            return Joint(kind, "", of_s(0.3, 2), hold + 2)
        if kind in ("cut_fade", "fade_in"):
            return Joint(kind, "", 0, hold + 2, of_s(0.3, 2))
        if kind == "blank":
            return Joint(kind, "", 0, hold + 3)
        return Joint(kind, "" if kind == "cut" else kind, 0)

    def blend(self, rng: np.random.Generator, joint: Joint | None) -> joins.Join | None:
        if joint is None or joint.kind not in ("dissolve", "wipe"):
            return None
        if joint.kind == "dissolve":
            return joins.dissolve(joint.how == "smooth")
        if joint.how in joins.SLIDES:
            return joins.slide(joint.how, bool(rng.random() < 0.5))
        return joins.wipe(rng, joint.how, self.size[1], self.size[0])

    def next_take(
        self, number: int, before: Take | None, joint: Joint | None, n: int, clear: tuple[int, int], colour: np.ndarray
    ) -> Take:
        """Return a take that can be told from the one before (or from the blank) at their joint."""
        clear = (clear[0], max(clear[0], clear[1]))
        for attempt in range(TRIES):
            rng = stream(self.seed, "take", self.kind, number, attempt)
            new = self.one_take(rng, before, joint, n, clear, attempt)
            if tells(before, joint, new, colour):
                return new
        raise AssertionError(f"seed {self.seed}: no take {number} that differs from the one before")

    def one_take(
        self,
        rng: np.random.Generator,
        before: Take | None,
        joint: Joint | None,
        n: int,
        clear: tuple[int, int],
        tries: int,
    ) -> Take:
        manner = self.manner
        common = {
            "clear": clear,
            "deeds": manner.deeds,
            "blazes": joint is not None and joint.kind == "flash_cut",
            "still": bool(rng.random() < manner.still),
        }
        kind = joint.kind if joint else ""
        if before is not None and kind == "jump" and tries < TRIES // 2:
            return self.jump(rng, before, n, common, tries)
        if before is not None and kind == "similar" and tries < TRIES // 2:
            place = before.place
            if place.n_pictures is None:
                return take(rng, place, n, self.size, self.rate_hz, closer=float(rng.uniform(1, 1.6)), **common)
            name = place.name.split(":")[0]
            siblings = [s for s in self.sources if s.film.name == name]
            place = filmed_place(rng, siblings[int(rng.integers(len(siblings)))], self.size, dark=0)
            return take(rng, replace(place, look=before.place.look), n, self.size, self.rate_hz, **common)
        place = self.place(rng, n, common["still"], manner.dark if tries < TRIES // 2 else 0.0)
        on_twos = place.name.startswith("flat") and rng.random() < 0.4
        return take(rng, place, n, self.size, self.rate_hz, on_twos=on_twos, **common)

    def jump(self, rng: np.random.Generator, before: Take, n: int, common: dict, tries: int) -> Take:
        """Return a take of the same thing from the same side, some seconds later, or a step closer."""
        gap = int(rng.uniform(1, 8) * self.rate_hz)
        start = before.start + int(before.steps[-1]) + 1
        nearer = tries > 0 or rng.random() < 0.35
        if not nearer:
            start += gap
        path_rng = stream(self.seed, "jump", int(rng.integers(1 << 30)))
        new = take(
            path_rng, before.place, n, self.size, self.rate_hz, start=start,
            manner="still" if rng.random() < 0.5 else "handheld", **common,
        )  # fmt: skip
        closer = float(rng.uniform(1.12, 1.6)) if nearer else 1.0
        size = new.path.scale.size
        scale = np.full(size, before.path.scale[-1] / closer) * (new.path.scale / new.path.scale[0])
        centre = before.path.centre[-1] + new.path.centre - new.path.centre[0]
        path = replace(new.path, scale=scale, centre=centre, angle=np.full(size, before.path.angle[-1]))
        return replace(new, path=path, mirrored=before.mirrored)

    def place(self, rng: np.random.Generator, n: int, still: bool, dark: float) -> Place:
        drawn = self.kind == "drawn" or (self.kind == "mixed" and rng.random() < 0.45)
        if drawn:
            return drawn_place(rng, self.size, self.rate_hz, dark=dark, still=still)
        weights = np.array([min(1.0, s.n_frames / n) ** 2 for s in self.sources])
        source = self.sources[int(rng.choice(len(self.sources), p=weights / weights.sum()))]
        return filmed_place(rng, source, self.size, dark=dark)


def blank_colour(rng: np.random.Generator) -> np.ndarray:
    """Return what fades lead into: black mostly, white or a colour at times, uint8 (3,)."""
    draw = rng.random()
    if draw < 0.7:
        return np.full(3, int(rng.integers(0, 8)), np.uint8)
    return np.full(3, 255, np.uint8) if draw < 0.85 else rng.integers(0, 256, 3).astype(np.uint8)
