"""Parameter words: tempo, loudness, density, timbre, articulation, mode, metre, space, form and hits."""

from dataclasses import dataclass, field

from scorecut.brief.level import Line, level_over_time
from scorecut.brief.scan import Item
from scorecut.catalog.words import Term, terms
from scorecut.model.curve import Curve
from scorecut.model.pitch import Key

_MODERATE = (76.0, 108.0)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the parameter words ask for; None or 0 where they ask nothing. ``lines`` are (place, text)."""

    tempo_bpm: float | None = None
    tempo_range_bpm: tuple[float, float] | None = None
    tempo_factor: float = 1.0
    fixed_tempo: bool | None = None
    key: Key | None = None
    tonic: int | None = None
    mode: str | None = None
    meter: tuple[int, int] | None = None
    density: float = 0.0
    brightness: float = 0.0
    tension: float = 0.0
    dynamics_db: float = 0.0
    articulation: str | None = None
    space: str | None = None
    form: tuple[str, ...] = ()
    hit_words: int = 0
    level: Curve | None = None
    lines: tuple[Line, ...] = field(default=())


def parameters(
    items: tuple[Item, ...], genres: tuple[Term, ...], film_length_s: float, *, timed: bool = False
) -> Parameters:
    """Return the sum of all parameter words; what genres bring fills the places that no word names.

    timed : moods change over time; then "builds to" is theirs and no change of level
    """
    lines: list[Line] = []
    bpm, span, factor, fixed = _tempo(items, lines)
    key, tonic, mode = _key(items, lines)
    meter = _meter(items, lines)
    dynamics_db, thinner = _dynamics(items, lines)
    form = _named(items, "form", "form", lines)
    for genre in genres:
        span = _narrowed(span, genre) if genre.low and bpm is None else span
        mode = mode or (genre.mode or None if key is None else None)
        if genre.meter and meter is None:
            meter = (genre.meter[0], genre.meter[1])
    return Parameters(
        tempo_bpm=bpm,
        tempo_range_bpm=span,
        tempo_factor=factor,
        fixed_tempo=fixed,
        key=key,
        tonic=tonic,
        mode=mode,
        meter=meter,
        density=_clip(_amount(items, "density", lines) + thinner),
        brightness=_clip(_amount(items, "brightness", lines)),
        tension=_clip(_amount(items, "tension", lines)),
        dynamics_db=dynamics_db,
        articulation=_choice(items, "articulation", lines),
        space=_choice(items, "space", lines),
        form=form,
        hit_words=_hits(items, lines),
        level=level_over_time(items, film_length_s, lines, timed=timed),
        lines=tuple(lines),
    )


def _narrowed(span: tuple[float, float] | None, genre: Term) -> tuple[float, float]:
    """Return the genre's own range of tempo, within what the words ask for where the two meet."""
    if span is None:
        return genre.low, genre.high
    low, high = max(span[0], genre.low), min(span[1], genre.high)
    return (low, high) if low <= high else span


def _clip(x: float) -> float:
    return max(-1.0, min(1.0, round(x, 4)))


# ---- tempo


def _tempo(
    items: tuple[Item, ...], lines: list[Line]
) -> tuple[float | None, tuple[float, float] | None, float, bool | None]:
    bpm: float | None = None
    span: tuple[float, float] | None = None
    factor, fixed = 1.0, None
    said = ""
    for item in items:
        if item.has("bpm"):
            low, high = item.value
            if bpm is not None or (span is not None and not said):
                lines.append((item.at, f"{item.raw}: a second tempo; the first one stands"))
            elif low == high:
                bpm = low
                lines.append((item.at, f"tempo: {low:g} bpm"))
            else:
                span, said = (low, high), ""
                lines.append((item.at, f"tempo: {low:g}-{high:g} bpm"))
        elif item.has("tempo"):
            row = terms()["tempo"][item.name("tempo")]
            asked = _MODERATE if item.negated else (row.low, row.high)
            if item.strength < 1:
                asked = ((asked[0] + _MODERATE[0]) / 2, (asked[1] + _MODERATE[1]) / 2)
            if span is not None and item.strength < 1 and said:
                span = ((span[0] + asked[0]) / 2, (span[1] + asked[1]) / 2)
                lines.append((item.at, f"tempo: between the two ({span[0]:g}-{span[1]:g} bpm)"))
                continue
            if span is not None:
                if said and said != row.name:
                    lines.append((item.at, f"{item.raw}: contradicts {said!r}, which was said first and stands"))
                continue
            span, said = asked, row.name
            word = f"not {item.raw}" if item.negated else item.raw
            lines.append((item.at, f"tempo: {word} ({asked[0]:g}-{asked[1]:g} bpm)"))
        elif item.has("factor"):
            row = terms()["factor"][item.name("factor")]
            factor *= row.amount
            lines.append((item.at, f"tempo: {item.name('factor')} (x {row.amount:g})"))
        elif item.has("pulse"):
            fixed = bool(terms()["pulse"][item.name("pulse")].amount) != item.negated
            lines.append((item.at, f"tempo: {'fixed' if fixed else 'free'}"))
    if bpm is not None and span is not None and said:
        at = next(item.at for item in items if item.has("tempo"))
        if not span[0] <= bpm <= span[1]:
            lines.append((at, f"{said}: {bpm:g} bpm was asked for as well, and the figure stands"))
        span = None
    if bpm is not None and factor != 1.0:
        at = next(item.at for item in items if item.has("factor"))
        lines.append((at, f"{bpm:g} bpm was asked for as a figure, and it stands"))
        factor = 1.0
    return bpm, span, min(2.0, max(0.5, factor)), fixed


# ---- pitch and metre


def _key(items: tuple[Item, ...], lines: list[Line]) -> tuple[Key | None, int | None, str | None]:
    from scorecut.model.pitch import FLAT_NAMES

    key: Key | None = None
    tonic: int | None = None
    mode: str | None = None
    for n, item in enumerate(items):
        if item.has("key"):
            if key is not None and key != item.value:
                lines.append((item.at, f"{item.raw}: a second key; {key} stands"))
                continue
            key = item.value
            lines.append((item.at, f"key: {key}"))
        elif item.has("tonic") and tonic is None:
            tonic = item.value
            lines.append((item.at, f"tonic: {FLAT_NAMES[item.value]}"))
        elif item.has("mode") and not _only_large(items, n):
            asked = item.name("mode")
            if item.negated:
                asked = {"major": "minor", "minor": "major"}.get(asked, "")
                if not asked:
                    lines.append((item.at, f"not {item.raw}"))
                    continue
            if mode is not None and mode != asked:
                lines.append((item.at, f"{item.raw}: contradicts {mode!r}, which was said first and stands"))
                continue
            mode = asked
            lines.append((item.at, f"mode: {mode}"))
    if key is not None:
        if mode is not None and mode != key.mode:
            at = next(item.at for item in items if item.has("mode"))
            lines.append((at, f"{mode}: contradicts {key}, which names a whole key and stands"))
        return key, key.tonic, key.mode
    if tonic is not None and mode is not None:
        key = Key(tonic, mode)
    return key, tonic, mode


def _only_large(items: tuple[Item, ...], n: int) -> bool:
    """Whether "a major ..." speaks of size ("a major turn") and not of a mode ("a major key")."""
    if items[n].raw.lower() not in ("major", "minor") or not n or items[n - 1].raw != "a" or n + 1 == len(items):
        return False
    after = items[n + 1]
    musical = ("key", "mode", "scale", "mood", "feel", "feeling", "chord", "chords", "sound", "melody", "theme", "tune")
    return not (after.is_content or after.raw.lower() in musical or after.has("comma", "stop", "join"))


def _meter(items: tuple[Item, ...], lines: list[Line]) -> tuple[int, int] | None:
    meter: tuple[int, int] | None = None
    for item in items:
        if item.has("meter value"):
            asked = item.value
        elif item.has("meter") and not item.negated:
            row = terms()["meter"][item.name("meter")]
            asked = (row.meter[0], row.meter[1])
        else:
            continue
        if meter is not None and meter != asked:
            lines.append((item.at, f"{item.raw}: contradicts {meter[0]}/{meter[1]}, which was said first and stands"))
            continue
        if meter is None:
            lines.append((item.at, f"metre: {asked[0]}/{asked[1]}"))
        meter = asked
    return meter


# ---- amounts and choices


def _amount(items: tuple[Item, ...], kind: str, lines: list[Line]) -> float:
    """Return the sum of the words' amounts; those inside another player's name count half."""
    total = 0.0
    for item in items:
        if not item.has(kind):
            continue
        amount = terms()[kind][item.name(kind)].amount * item.strength
        amount *= -0.5 if item.negated else 0.5 if item.inner or (kind != "density" and item.has("mood")) else 1.0
        total += amount
        lines.append((item.at, f"{kind}: {'not ' if item.negated else ''}{item.name(kind)} ({amount:+.2g})"))
    return total


def _dynamics(items: tuple[Item, ...], lines: list[Line]) -> tuple[float, float]:
    """Return dB and what loudness words take from the density; a player's own adjective leaves the whole alone."""
    total_db, density = 0.0, 0.0
    for item in items:
        if not item.has("dynamics") or item.inner:
            continue
        row = terms()["dynamics"][item.name("dynamics")]
        amount = row.amount * item.strength * (-0.5 if item.negated else 0.5 if item.has("mood") else 1.0)
        if total_db * amount < 0:
            lines.append((item.at, f"{item.raw}: pulls against the level said before; the two are added up"))
        total_db += amount
        density += 0.0 if item.negated else row.density
        lines.append((item.at, f"level: {'not ' if item.negated else ''}{item.name('dynamics')} ({amount:+.2g} dB)"))
    return max(-18.0, min(9.0, total_db)), density


def _choice(items: tuple[Item, ...], kind: str, lines: list[Line]) -> str | None:
    chosen: str | None = None
    other = {"staccato": "legato", "legato": "staccato", "dry": "hall", "hall": "dry", "cathedral": "room"}
    for item in items:
        if not item.has(kind) or item.inner:
            continue
        asked = other.get(item.name(kind), "") if item.negated else item.name(kind)
        if not asked or asked == chosen:
            continue
        if chosen is not None:
            lines.append((item.at, f"{item.raw}: contradicts {chosen!r}, which was said first and stands"))
            continue
        chosen = asked
        lines.append((item.at, f"{kind}: {chosen}"))
    return chosen


def _named(items: tuple[Item, ...], kind: str, title: str, lines: list[Line]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for item in items:
        if item.has(kind) and not item.negated and item.name(kind) not in names:
            names[item.name(kind)] = None
            lines.append((item.at, f"{title}: {item.name(kind)}"))
    return tuple(names)


def _hits(items: tuple[Item, ...], lines: list[Line]) -> int:
    words = 0
    for item in items:
        if item.has("hits"):
            asked = int(terms()["hits"][item.name("hits")].amount) * (-1 if item.negated else 1)
            if words and asked != words:
                lines.append((item.at, f"{item.raw}: contradicts what was said of hits before, which stands"))
                continue
            words = asked
            lines.append((item.at, f"hits: {'follow every cut' if asked > 0 else 'ignore cuts'}"))
    return words
