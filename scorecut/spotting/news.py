"""What is new in a change of shot: place, look, size, movement, and how long one waited for it."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from scorecut.model.picture import Picture, Shot, Transition
from scorecut.spotting.weights import news

#: The look of a shot is read over this much of it next to the seam, this far from the seam itself.
LOOK_S, CLEAR_S = 1.5, 0.1
#: A difference of this size in one feature is a plain one (units of the feature, model/picture.py).
PLAIN = {"brightness": 0.18, "contrast": 0.1, "darkness": 0.35, "colourfulness": 25.0, "saturation": 0.14}
#: So many plain differences together are as different as pictures get.
FULL_LOOK = 2.6
FULL_MOTION = 0.4
#: A place returns after this long; sooner it is a counter-shot.
AWAY_S, COUNTER_S = 15.0, 8.0
#: What a counter-shot shows was seen a moment ago: so much of its look and movement is still news.
COUNTER_SHARE = 0.5
#: Places told apart by colour and light alone (no embedder) are taken at their word only as far as they look apart.
UNSEEN_SHARE = 0.2
#: And at their word that they are the same only as far as they look alike: plain differences that add up to this
#: are another place, or the same one so changed (by night, in flames) that it is as good as new.
CHANGED_LOOK = 1.0
#: Where one new place follows another within this long, as at the start of a film, the next is only half as new.
STREAM_S, STREAM_SHARE = 3.0, 0.5
#: The sound before and after a seam is read over this long, this far from it; this step of loudness is a full one.
SOUND_S, SOUND_CLEAR_S, FULL_LU = 1.0, 0.2, 15.0
#: Shots shorter than this are glances; two below the second are hasty.
INSERT_S, HASTY_S = 0.6, 1.0
#: Shots shorter than this that show one colour are frames of a fade, not pictures.
BLINK_S = 0.2
SIZES = {"extreme close-up": 0, "close-up": 1, "medium shot": 2, "full shot": 3, "wide shot": 4, "aerial view": 5}


@dataclass(frozen=True, slots=True)
class News:
    """What is new. worth : the sum; words : the reasons, most telling first; is_place : a new or returning place."""

    worth: float
    words: tuple[str, ...]
    is_place: bool


def news_of(seam: Transition, picture: Picture, places: "Places") -> News:
    """Return what a transition shows that was not there before."""
    before, after = neighbours(seam, picture)
    if before is None or after is None:
        return News(news("place") if seam.kind == "fade_in" else 0.0, (), seam.kind == "fade_in")
    old, new = picture.shots[before], picture.shots[after]
    if new.kind == "credits":
        return News(news("credits"), ("the credits",), False)
    worth, words = 0.0, []
    if new.kind == "title":
        worth, words = news("title"), ["a title"]
    if seam.kind == "cut" and (is_blank(old) or is_blank(new)):
        worth += news("black")
        words.append("out of the black" if is_blank(old) else "into black")
    if length_s(old) < INSERT_S and before > 0 and not is_blank(old):
        old = picture.shots[before - 1]  # back from a glance: what counts is what was there before it
    usual_s = places.usual_s
    place, place_words = places.new_at(after)
    look, look_words = look_change(old, new, seam, picture)
    motion, motion_words = motion_change(old, new, seam, picture)
    size, size_words = size_change(old, new)
    seen = COUNTER_SHARE * places.counter_at(after)
    look, motion = (1 - seen) * look, (1 - seen) * motion
    if place > 0 and sees_only(picture):
        place *= UNSEEN_SHARE + (1 - UNSEEN_SHARE) * min(1.0, 2 * look)
    sound, sound_words = sound_change(seam, picture)
    parts: list[tuple[float, str]] = [
        (place, place_words),
        (news("look") * look, look_words if look > 0.35 else ""),
        (news("motion") * motion, motion_words if motion > 0.4 else ""),
        (news("size") * size, size_words),
        (news("sound") * sound, sound_words if sound > 0.6 else ""),
        (news("waited") * longer(length_s(old), usual_s), "after a long shot" if length_s(old) > 2 * usual_s else ""),
        (news("stays") * longer(length_s(new), usual_s), ""),
    ]
    if length_s(new) < INSERT_S:
        parts.append((news("insert"), ""))
    elif max(length_s(old), length_s(new)) < HASTY_S:
        parts.append((news("hasty"), ""))
    worth += sum(part for part, _ in parts)
    words += [word for part, word in sorted(parts, key=lambda row: -row[0]) if word and part > 0]
    return News(worth, tuple(words), place > 0)


def neighbours(seam: Transition, picture: Picture) -> tuple[int | None, int | None]:
    """Return the numbers of the shots on both sides."""
    after = next((k for k, shot in enumerate(picture.shots) if shot.end_frame > seam.frame), None)
    if after is None or after == 0:
        return None, after
    return after - 1, after


def is_blank(shot: Shot) -> bool:
    """Whether a shot shows one colour."""
    return shot.kind == "blank" or "black" in shot.labels


def length_s(shot: Shot) -> float:
    return shot.end_s - shot.start_s


def longer(shot_s: float, usual_s: float) -> float:
    """Return how much longer than usual a shot is: 0 up to 1.2 times, 1 from three times on."""
    return float(np.clip(np.log(max(shot_s, 1e-3) / (1.2 * usual_s)) / np.log(2.5), 0.0, 1.0))


class Places:
    """Where the shots of a film are: which place is new, which returns. ``usual_s``: the median shot."""

    def __init__(self, picture: Picture) -> None:
        shots = picture.shots
        lengths = [length_s(shot) for shot in shots if length_s(shot) >= BLINK_S]
        self.usual_s = float(np.median(lengths)) if lengths else 1.0
        self.away_s: list[float | None] = []  # since the place was last shown; None: never before
        self.changed: list[float] = []  # how far it looks unlike then, 0-1; 0 where an embedder knows it
        last: dict[int, Shot] = {}
        for shot in shots:
            seen = last.get(shot.group)
            away_s = None if seen is None else shot.start_s - seen.end_s
            self.away_s.append(away_s)
            left = seen is not None and bool(away_s) and sees_only(picture)  # else the change of look says it all
            self.changed.append(unlike(seen, shot, picture) if left and seen else 0.0)
            if not is_blank(shot):
                last[shot.group] = shot
        self.starts_s = [shot.start_s for shot in shots]
        self.share_new = sum(away is None for away in self.away_s[1:]) / max(1, len(shots) - 1)

    def counter_at(self, number: int) -> float:
        """Return how surely a shot shows again what was left a moment ago, 0-1."""
        away_s = self.away_s[number]
        return 1 - self.changed[number] if away_s is not None and 0.0 < away_s <= COUNTER_S else 0.0

    def new_at(self, number: int) -> tuple[float, str]:
        """Return what the place of a shot is worth as news, and the words for it."""
        away_s, changed = self.away_s[number], self.changed[number]
        stream = number > 0 and self.away_s[number - 1] is None
        stream = stream and self.starts_s[number] - self.starts_s[number - 1] < STREAM_S
        fresh = news("place") * (1 - 0.4 * self.share_new) * (STREAM_SHARE if stream else 1.0)
        if away_s is None:
            return fresh, "a new place"
        if away_s >= AWAY_S:
            return news("back"), "back at a place seen before"
        known = news("same") if away_s == 0.0 else news("counter") if away_s <= COUNTER_S else 0.0
        return known + changed * (fresh - known), "the place has changed" if changed > 0.5 else ""


def sees_only(picture: Picture) -> bool:
    """Whether places are told apart by colour and light alone."""
    return picture.meaning is None and "colourfulness" in picture.features


def unlike(old: Shot, new: Shot, picture: Picture) -> float:
    """Return how far a shot looks unlike one before that is said to show the same place, 0-1: 1 is hardly the same."""
    steps = []
    for name, plain in PLAIN.items():
        if name in picture.features:
            curve, clear_s = picture.features[name], min(CLEAR_S, length_s(old) / 4, length_s(new) / 4)
            before = curve.mean(max(old.start_s, old.end_s - LOOK_S) + clear_s, old.end_s - clear_s)
            after = curve.mean(new.start_s + clear_s, min(new.end_s, new.start_s + LOOK_S) - clear_s)
            steps.append((after - before) / plain)
    return min(1.0, float(np.sqrt(sum(step * step for step in steps))) / CHANGED_LOOK)


def look_change(old: Shot, new: Shot, seam: Transition, picture: Picture) -> tuple[float, str]:
    """Return how different two pictures look (0-1) and the difference that stands out, in words; a fade shows one."""
    steps = {}
    for name, plain in PLAIN.items():
        if name in picture.features:
            a, b = ends_of(picture, name, old, new, seam)
            steps[name] = (b - a) / plain
    if not steps or seam.kind.startswith("fade") or is_blank(old) or is_blank(new):
        return 0.0, ""
    whole = float(np.sqrt(sum(step * step for step in steps.values())))
    light = steps.get("brightness", 0.0)
    colour = steps.get("colourfulness", 0.0)
    if abs(light) >= max(0.7, 0.6 * abs(colour)):
        words = "a brighter picture" if light > 0 else "a darker picture"
    elif abs(colour) >= 0.8:
        words = "more colour" if colour > 0 else "the colour goes"
    else:
        words = "another picture altogether"
    return min(1.0, whole / FULL_LOOK), words


def motion_change(old: Shot, new: Shot, seam: Transition, picture: Picture) -> tuple[float, str]:
    """Return how much movement changes across a seam (0-1), and how in words."""
    if "motion" not in picture.features or seam.kind.startswith("fade"):
        return 0.0, ""
    a, b = ends_of(picture, "motion", old, new, seam)
    return min(1.0, abs(b - a) / FULL_MOTION), "it starts to move" if b > a else "it comes to rest"


def sound_change(seam: Transition, picture: Picture) -> tuple[float, str]:
    """Return how much the film's own sound changes with a seam (0-1), and how in words."""
    loudness = picture.features.get("loudness")
    if loudness is None:
        return 0.0, ""
    from_s, to_s = seam.start_s - SOUND_CLEAR_S, seam.end_s + SOUND_CLEAR_S
    heard = any(span.start_s < to_s + SOUND_S and span.end_s > from_s - SOUND_S for span in picture.speech)
    if heard or from_s < SOUND_S or to_s + SOUND_S > picture.duration_s:
        return 0.0, ""  # a voice that begins or ends is another matter, and so are the film's own ends
    step = loudness.mean(to_s, to_s + SOUND_S) - loudness.mean(max(0.0, from_s - SOUND_S), max(0.0, from_s))
    return min(1.0, abs(step) / FULL_LU), "the sound leaps up" if step > 0 else "the sound dies"


def ends_of(picture: Picture, name: str, old: Shot, new: Shot, seam: Transition) -> tuple[float, float]:
    """Return a feature's mean at the end of one shot and at the beginning of the next, clear of the seam."""
    curve = picture.features[name]

    def mean(start_s: float, end_s: float) -> float:
        clear_s = min(CLEAR_S, (end_s - start_s) / 4)
        return curve.mean(start_s + clear_s, end_s - clear_s)

    gone_s = min(old.end_s, seam.start_s) if seam.start_s - old.start_s > CLEAR_S else old.end_s
    there_s = seam.end_s if new.end_s - seam.end_s > CLEAR_S else new.start_s
    before = mean(max(old.start_s, gone_s - LOOK_S), gone_s)
    return before, mean(there_s, min(new.end_s, there_s + LOOK_S))


def size_change(old: Shot, new: Shot) -> tuple[float, str]:
    """Return how far two shots are apart in size (0-1; 0 where their labels do not tell), and how in words."""
    a, b = size_of(old.labels), size_of(new.labels)
    if a is None or b is None or a == b:
        return 0.0, ""
    return min(1.0, abs(b - a) / 2), "from near to far" if b > a else "from far to near"


@cache
def size_of(labels: tuple[str, ...]) -> int | None:
    """Return the size of a shot as its labels tell it, 0 the nearest.

    >>> size_of(("rain", "close-up"))
    1
    """
    return next((SIZES[label] for label in labels if label in SIZES), None)
