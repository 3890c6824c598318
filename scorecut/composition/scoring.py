"""Which layers sound in which section: more as the curve rises, never the same for long, everybody rests.

The rules are those of MUSIC.md 12 (general): at most four functions at once and
three under speech, no unchanged instrumentation, each part rests a quarter of a
cue, tutti only at the peak.
"""

from dataclasses import replace

from scorecut.composition.canvas import Canvas
from scorecut.composition.cast import Cast
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Idiom, grooves, textures
from scorecut.composition.seats import Seat
from scorecut.model.cue_sheet import Wishes

LONG_CUE_S = 45.0
REST_SHARE = 0.29  # the last chord brings everybody back for a moment
#: Fewer players than this have nobody to rest behind: a pianist's left hand does not leave the right one alone.
FEW_PLAYERS = 3
#: Everybody plays in no more than this share of the bars; fewer layers than this (and the tune) are no tutti.
TUTTI_SHARE, TUTTI_LAYERS = 0.15, 3
#: Sections with fewer layers than this are thin enough beside any climax.
LEAST_CRESTED = 3
#: Layers beside the tune at the quietest.
LEAST_LAYERS = 1.8
#: In what order layers are kept when there are too many.
RANK = {"bass": 0, "harmony": 1, "rhythm": 2, "texture": 3, "melody": 4}
THIN_ROLES = ("intro", "break", "ending")


def scored(cast: Cast, stretches: list[Stretch], idiom: Idiom, length_s: float) -> list[list[Seat]]:
    """Return the seats that play in each section."""
    wished = {*cast.wishes.instruments, *cast.wishes.background}
    plan: list[set[int]] = []
    for stretch in stretches:
        level = _level(stretch, cast.wishes)
        on = {i for i, seat in enumerate(cast.seats) if seat.layer.above <= level < seat.layer.below}
        on = {i for i in on if not cast.seats[i].layer.roles or stretch.role in cast.seats[i].layer.roles}
        if not stretch.number and len(stretches) > 2:  # second voices wait for the second statement
            on = {
                i for i in on if _kind(cast.seats[i]) not in ("counter", "canon") or set(cast.seats[i].players) & wished
            }
        room = _room(stretch, idiom, cast.wishes, level)
        if stretch.spoken > 0.4:
            on = {
                i
                for i in on
                if cast.seats[i].layer.function in ("bass", "harmony") or set(cast.seats[i].players) & wished
            }
            on = {i for i in on if _kind(cast.seats[i]) not in ("counter", "call", "canon")} or on
        order = sorted(on, key=lambda i: _claim(cast.seats[i], wished, i))
        plan.append(set(order[:room]) | _ground(set(order[:room]), cast))
    _vary(plan, cast, stretches, wished, idiom)
    players = {player for seat in cast.seats for player in seat.players} | {lead.player for lead in cast.leads}
    if length_s > LONG_CUE_S and len(players) >= FEW_PLAYERS:
        _rest(plan, cast, stretches, wished)
    _spare(plan, cast, stretches, wished)
    _crest(plan, cast, stretches, wished)
    return [[cast.seats[i] for i in sorted(on)] for on in plan]


def _claim(seat: Seat, wished: set[str], number: int) -> tuple[bool, bool, bool, int, int]:
    """Return how early a layer is chosen: a groove that the style stands on, who was asked for, what is steady."""
    return (not _stands(seat), not set(seat.players) & wished, not seat.layer.steady, RANK[seat.layer.function], number)


def _stands(seat: Seat) -> bool:
    """Whether it is a groove that the style stands on."""
    return seat.layer.steady and _kind(seat) == "groove"


def _ground(on: set[int], cast: Cast) -> set[int]:
    """Return the layer that carries the tune where nothing else would: the quietest harmony there is, else a bass.

    A tune over nothing but a bass and drums is hollow.
    """
    playing = {cast.seats[i].layer.function for i in on}
    if "harmony" in playing or ("bass" in playing and not _hollow(on, cast)):
        return set()
    able = [i for i, seat in enumerate(cast.seats) if seat.layer.function == "harmony"]
    if not able and "bass" not in playing:
        able = [i for i, seat in enumerate(cast.seats) if seat.layer.function == "bass"]
    calm = [i for i in able if _kind(cast.seats[i]) in ("pad", "drone", "figure")] or able
    if not calm:
        return set()
    layers = {i: cast.seats[i].layer for i in calm}
    return {min(calm, key=lambda i: (not layers[i].steady, _kind(cast.seats[i]) == "figure", layers[i].above, i))}


def _hollow(on: set[int], cast: Cast) -> bool:
    """Whether there is a bass under the tune, and nothing between them."""
    functions = {cast.seats[i].layer.function for i in on}
    return "bass" in functions and not functions & {"harmony", "texture"}


def _level(stretch: Stretch, wishes: Wishes) -> float:
    shift = {"intro": -0.12, "break": -0.06, "climax": 0.05}.get(stretch.role, 0.0)
    return min(1.0, max(0.0, stretch.intensity + shift + 0.2 * wishes.density))


def _room(stretch: Stretch, idiom: Idiom, wishes: Wishes, level: float) -> int:
    """Return how many layers may sound: two at the quietest, the style's most at the peak."""
    room = round(LEAST_LAYERS + (idiom.most_layers - LEAST_LAYERS) * level**0.85 + 1.5 * wishes.density)
    if stretch.role in THIN_ROLES:
        room -= 1
    if stretch.spoken > 0.4:
        room = min(room, 2)
    return max(1, room)


def _kind(seat: Seat) -> str:
    return "groove" if seat.layer.texture in grooves() else textures()[seat.layer.texture].kind


def _vary(plan: list[set[int]], cast: Cast, stretches: list[Stretch], wished: set[str], idiom: Idiom) -> None:
    """Change one layer wherever two neighbouring sections would be scored alike (in place)."""
    bars = stretches[0].n_bars if stretches else 0
    for i in range(1, len(plan)):
        if plan[i] != plan[i - 1]:
            bars = stretches[i].n_bars
            continue
        bars += stretches[i].n_bars
        if bars <= idiom.unchanged_bars // 2 and stretches[i].role == stretches[i - 1].role:
            continue
        bars = stretches[i].n_bars
        level = _level(stretches[i], cast.wishes)
        spare = [
            k for k, seat in enumerate(cast.seats)
            if k not in plan[i] and seat.layer.above - 0.15 <= level < seat.layer.below + 0.12
            and not (stretches[i].spoken > 0.4 and seat.layer.function not in ("bass", "harmony"))
        ]  # fmt: skip
        loose = [
            k
            for k in sorted(plan[i])
            if not set(cast.seats[k].players) & wished and cast.seats[k].layer.function not in ("bass", "rhythm")
            and not (_hollow(plan[i] - {k}, cast) and not _hollow(plan[i], cast))
        ]  # fmt: skip
        rising = stretches[i].intensity >= stretches[i - 1].intensity
        if spare and (rising or not loose):
            plan[i].add(spare[i % len(spare)])
        elif loose and len(plan[i]) > 1:
            plan[i].discard(loose[-1])
        elif spare:
            plan[i].add(spare[i % len(spare)])


def _rest(plan: list[set[int]], cast: Cast, stretches: list[Stretch], wished: set[str]) -> None:
    """Silence every layer for a quarter of a long cue, in its least urgent sections (in place)."""
    total = sum(stretch.length_beats for stretch in stretches)
    desks = dict.fromkeys((seat.layer.function, player) for seat in cast.seats for player in seat.players)
    for function, player in desks:
        theirs = {k for k, seat in enumerate(cast.seats) if seat.layer.function == function and player in seat.players}
        kinds = {_kind(cast.seats[k]) for k in theirs}
        if kinds == {"drone"}:
            continue
        share = 0.1 if kinds <= {"pad", "drone"} else REST_SHARE
        sounding = sum(stretch.length_beats for stretch, on in zip(stretches, plan, strict=True) if on & theirs)
        order = sorted(
            (i for i, on in enumerate(plan) if on & theirs),
            key=lambda i: (
                stretches[i].role == "climax",
                _hollow(plan[i] - theirs, cast) and not _hollow(plan[i], cast),
                stretches[i].role not in THIN_ROLES,
                stretches[i].intensity,
                i,
            ),
        )
        for i in order:
            if sounding <= (1 - share) * total:
                break
            if plan[i] - theirs:
                plan[i] -= theirs
                sounding -= stretches[i].length_beats


def _spare(plan: list[set[int]], cast: Cast, stretches: list[Stretch], wished: set[str]) -> None:
    """Leave one layer out wherever everybody would play, the calmest sections first, until it is rare (in place)."""
    everybody = set().union(*plan)
    full = [i for i, on in enumerate(plan) if on == everybody]
    bars = sum(stretches[i].n_bars for i in full)
    most = TUTTI_SHARE * sum(stretch.n_bars for stretch in stretches)
    if len(everybody) < TUTTI_LAYERS:
        return
    for i in sorted(full, key=lambda i: (stretches[i].role == "climax", stretches[i].intensity, i)):
        if bars <= most:
            return
        spared = _loosest(i, plan, cast, wished)
        spared = _loosest(i, plan, cast, wished, steady=True) if spared is None else spared
        if spared is not None:
            plan[i].discard(spared)
            bars -= stretches[i].n_bars


def _crest(plan: list[set[int]], cast: Cast, stretches: list[Stretch], wished: set[str]) -> None:
    """Leave a layer out of every section that is as full as the climax: the fullest statement stands there (in place)."""
    peaks = [i for i, stretch in enumerate(stretches) if stretch.role == "climax"]
    if not peaks:
        return
    most = max(len(plan[i]) for i in peaks)
    for i in (i for i in range(len(plan)) if i not in peaks):
        while len(plan[i]) >= max(most, LEAST_CRESTED):
            spared = _loosest(i, plan, cast, wished)
            if spared is None:
                break
            plan[i].discard(spared)


def _loosest(i: int, plan: list[set[int]], cast: Cast, wished: set[str], steady: bool = False) -> int | None:
    """Return the layer of section ``i`` that is missed least: neither bass nor wished nor a groove, heard elsewhere too.

    steady : one that the style calls steady will do
    """
    loose = [
        k
        for k in sorted(plan[i])
        if not set(cast.seats[k].players) & wished
        and cast.seats[k].layer.function != "bass"
        and not (_stands(cast.seats[k]) if steady else cast.seats[k].layer.steady)
        and sum(k in on for on in plan) > 1
    ]
    return max(loose, key=lambda k: (RANK[cast.seats[k].layer.function], k), default=None)


def entered_late(stretch: Stretch, seat: Seat, canvas: Canvas) -> Stretch:
    """Return the section as this layer sees it: at a quiet opening the layers come in one after another."""
    if stretch.number or stretch.n_bars < 4 or stretch.intensity > 0.55 or seat.layer.steady or stretch.role == "intro":
        return stretch
    wait = 2 if seat.layer.function in ("harmony", "texture") else 1 if seat.layer.function == "bass" else 0
    first = stretch.first + wait
    return replace(stretch, first=first, start_beat=canvas.bars[first].start_beat)
