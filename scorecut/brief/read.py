"""The prompt, read: words become the order for one film.

First station of the line beside the picture. The prompt is scanned into items,
adverbs and denials are laid upon them, and each reader takes what it knows:
times, players, style, parameters. What nobody takes is named.
"""

import math
from dataclasses import fields

from scorecut.brief.band import Band, band, in_style
from scorecut.brief.changes import changes
from scorecut.brief.changes import lines as change_lines
from scorecut.brief.genre import Genre, chosen, resolve
from scorecut.brief.marks import marked
from scorecut.brief.parameters import Parameters, parameters
from scorecut.brief.roles import timed as in_its_time
from scorecut.brief.scan import Item, scan
from scorecut.brief.text import clean
from scorecut.brief.when import Stretch, anchors, mean_mood, stretches
from scorecut.catalog.styles import named_style
from scorecut.catalog.words import terms
from scorecut.errors import BriefError
from scorecut.model.affect import Affect
from scorecut.model.brief import Anchor, Brief, Sliders
from scorecut.model.cue_sheet import Wishes

#: How far a mood word outweighs the level that the picture has; with a strong or weak adverb; at most.
MOOD_WEIGHT, WEIGHT_PER_STRENGTH, HEAVIEST = 0.6, 0.375, 0.9
#: What cannot be denied as a whole.
_ALL = ("music", "score", "soundtrack", "any music", "underscore")
_RANGES = {"tempo": (0.5, 2.0), "hits": (0.0, 1.0), "music_level_db": (-60.0, 24.0)}


def read_brief(prompt: str, sliders: Sliders, film_length_s: float, style: str | None = None) -> Brief:
    """Return the brief that the prompt and the sliders ask for; times are seconds of a film so long.

    style : a style that stands whatever the words say: a name, or the path of one's own
    Any text gives a brief: what is not understood is named in it. BriefError for a prompt that is a document, and
    for a slider out of its range.
    """
    _check(sliders)
    text = clean(prompt)
    items, unknown = scan(text, film_length_s)
    items = marked(items)
    said = stretches(items, film_length_s)
    timed = anchors(said, film_length_s)
    mood = _mood(said, timed)
    players = band(items)
    affect = mood or (timed and _between(timed)) or None
    names = tuple(dict.fromkeys(word for stretch in said for _, _, word in stretch.moods))
    genre = resolve(items, players, affect, names)
    if style is not None:
        genre = chosen(genre, named_style(style))
    players = in_style(players, genre.style)
    asked = parameters(items, genre.terms, film_length_s, timed=bool(timed))
    weight = _weight(items) if mood or timed else 0.0
    mood, weight = _with_tension(mood, weight, asked.tension)
    wishes = _wishes(players, genre, asked, sliders)
    changed = changes(players, wishes, film_length_s)
    understood = [
        *_mood_lines(items, said, timed, mood),
        *players.lines,
        *genre.lines,
        *asked.lines,
        *((len(text), line) for line in change_lines(changed)),
        *((item.at, item.note) for item in items if item.note),
    ]
    return Brief(
        prompt=text,
        mood=mood,
        mood_weight=weight,
        anchors=timed,
        level=asked.level,
        wishes=wishes,
        changes=changed,
        form=asked.form,
        hit_words=asked.hit_words,
        sliders=sliders,
        understood=tuple(dict.fromkeys(line for _, line in sorted(understood, key=lambda line: line[0]))),
        not_understood=(*unknown, *_unanswered(items, players, timed)),
    )


def _check(sliders: Sliders) -> None:
    for slider in fields(sliders):
        value = getattr(sliders, slider.name)
        low, high = _RANGES.get(slider.name, (-1.0, 1.0))
        if value is not None and not (math.isfinite(value) and low <= value <= high):
            raise BriefError(
                f"--{slider.name.replace('_db', '').replace('_', '-')} {value:g}: give {low:g} to {high:g}"
            )


def _mood(said: tuple[Stretch, ...], timed: tuple[Anchor, ...]) -> Affect | None:
    """Return the mood that holds throughout: the mean of all that are tied to no time."""
    if timed and any(stretch.turn for stretch in said):
        return None
    moods = tuple(m for stretch in said if stretch.span is None for m in stretch.moods)
    return mean_mood(moods) if moods else None


def _between(timed: tuple[Anchor, ...]) -> Affect:
    return mean_mood(tuple((anchor.affect, 1.0, "") for anchor in timed))


def _weight(items: tuple[Item, ...]) -> float:
    strengths = [item.strength for item in items if item.has("mood") and not item.negated]
    mean = sum(strengths) / len(strengths) if strengths else 0.6
    return round(min(HEAVIEST, max(0.2, MOOD_WEIGHT + WEIGHT_PER_STRENGTH * (mean - 1.0))), 4)


def _with_tension(mood: Affect | None, weight: float, tension: float) -> tuple[Affect | None, float]:
    """Return the mood with what "dissonant" or "consonant" adds; such a word alone is a light mood of its own."""
    if not tension:
        return mood, weight
    if mood is None:
        return Affect(0.0, 0.0, tension), max(weight, 0.3)
    return Affect(mood.valence, mood.energy, mood.tension + tension).clipped(), weight


def _mood_lines(
    items: tuple[Item, ...], said: tuple[Stretch, ...], timed: tuple[Anchor, ...], mood: Affect | None
) -> list[tuple[int, str]]:
    at = min((item.at for item in items if item.has("mood")), default=0)
    lines: list[tuple[int, str]] = []
    if mood is not None and (words := [m[2] for s in said if s.span is None for m in s.moods]):
        lines.append((at, f"mood: {', '.join(dict.fromkeys(words))} ({_figures(mood)})"))
        pulls = [m for stretch in said if stretch.span is None for m in stretch.moods]
        if any(_apart(pulls[0][0], other) for other, _, _ in pulls[1:]):
            lines.append((at, "these moods pull apart: their mean is taken, the first weighs most"))
    if timed:
        steps = [f"{_clock(anchor.time_s)} {anchor.words}" for anchor in timed]
        lines.append((at, f"over time: {', '.join(steps)}"))
    return lines


def _apart(a: Affect, b: Affect) -> bool:
    return (a.valence - b.valence) ** 2 + (a.energy - b.energy) ** 2 + (a.tension - b.tension) ** 2 > 1.0


def _figures(mood: Affect) -> str:
    return f"valence {mood.valence:+.2f}, energy {mood.energy:+.2f}, tension {mood.tension:+.2f}"


def _clock(time_s: float) -> str:
    return f"{int(time_s // 60)}:{time_s % 60:04.1f}"


def _wishes(players: Band, genre: Genre, asked: Parameters, sliders: Sliders) -> Wishes:
    """Return what every cue is asked for; the sliders for tempo, density and brightness are in it already."""
    brought = [name for term in genre.terms for name in term.members]
    banned = set(players.without)
    heard = [name for name in (*players.instruments, *brought) if name != players.lead and not _barred(name, banned)]
    drums = players.drums
    if drums is None and genre.rhythm_style is not None:
        drums = True
    return Wishes(
        style=genre.style,
        rhythm_style=genre.rhythm_style,
        rhythm_share=genre.rhythm_share,
        meter=asked.meter,
        tempo_bpm=asked.tempo_bpm,
        tempo_range_bpm=asked.tempo_range_bpm,
        tempo_factor=min(2.0, max(0.5, asked.tempo_factor * sliders.tempo)),
        fixed_tempo=asked.fixed_tempo,
        key=asked.key,
        tonic=asked.tonic,
        mode=asked.mode,
        lead=players.lead,
        instruments=tuple(dict.fromkeys(heard if not players.only else players.instruments)),
        background=players.background,
        only=players.only,
        without=players.without,
        drums=drums,
        density=_within(asked.density + sliders.density),
        brightness=_within(asked.brightness + sliders.brightness),
        dynamics_db=asked.dynamics_db,
        articulation=asked.articulation,
        space=asked.space,
    )


def _barred(name: str, banned: set[str]) -> bool:
    from scorecut.catalog.instruments import instrument

    return name in banned or instrument(name).family in banned


def _within(x: float) -> float:
    return max(-1.0, min(1.0, round(x, 4)))


def _unanswered(items: tuple[Item, ...], players: Band, timed: tuple[Anchor, ...]) -> tuple[str, ...]:
    """Return words that scorecut knows and has no answer for, each with the reason."""
    lines = []
    answered = [player for player in players.players if player.alone or player.enters]
    for n, item in enumerate(items):
        if item.has("known") and not item.is_content:
            lines.append(f"{item.raw} ({terms()['known'][item.name('known')].why})")
        elif item.has("weight") and not any(near.has("style", "genre") for near in items[max(0, n - 1) : n + 4]):
            lines.append(f"{item.raw} (a share is said of a style: '70% baroque, 30% techno')")
        elif item.has("length"):
            lines.append(f"{item.raw} (the film gives the length)")
        elif item.has("when") and not _tied(items, n, timed) and not any(item is p.when for p in answered):
            lines.append(f"{item.raw} (only moods and fades are tied to times; the cue sheet holds the rest)")
        elif item.name("join") == "no" and (empty := _denies_nothing(items, n)):
            way = (
                "take cues out of the sheet that `scorecut spot` writes" if empty in _ALL else "nothing answers to that"
            )
            lines.append(f"{item.raw} {empty} ({way})")
    late = [
        item.raw
        for n, item in enumerate(items)
        if item.has("instrument", "group")
        and not item.negated
        and not item.inner
        and in_its_time(items, n)
        and not any(item is player.item for player in answered)
    ]
    if late and not any("tied to times" in line for line in lines):
        lines.append(f"when {', '.join(dict.fromkeys(late))} plays (only moods and fades are tied to times)")
    lines += [
        f"less {p.name} (say 'no {p.name}'; single players have no level)" for p in players.players if p.role == "less"
    ]
    return tuple(dict.fromkeys(lines))


def _denies_nothing(items: tuple[Item, ...], n: int) -> str:
    """Return the words that a denial stands before in vain ("no melody"), "" where it denies something."""
    words = []
    for item in items[n + 1 : n + 5]:
        if item.negated or not item.senses or (item.has("join") and not item.has("filler")):
            return ""
        if item.has("comma", "stop", "when", "turn"):
            break
        words.append(item.raw)
        if item.raw.lower() not in ("a", "an", "the", "any", "more"):
            break
    return " ".join(words)


def _tied(items: tuple[Item, ...], n: int, timed: tuple[Anchor, ...]) -> bool:
    """Whether an anchor stands at the time of the item, or a change of level in its clause."""
    span = items[n].value
    at_s = (span.start_s, span.end_s)
    if any(abs(anchor.time_s - time_s) < 0.01 for anchor in timed for time_s in at_s if time_s):
        return True
    if any(anchor.time_s == span.start_s for anchor in timed):
        return True
    clause = []
    for step in (1, -1):
        k = n + step
        while 0 <= k < len(items) and not items[k].has("comma", "stop", "turn"):
            clause.append(items[k])
            k += step
    return any(item.has("level") for item in clause)
