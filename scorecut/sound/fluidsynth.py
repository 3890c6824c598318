"""libfluidsynth through ctypes: what is played of a font loaded once, a fresh synth for each line, float output.

A fresh synth renders the same bytes in every process (SOUND.md section 1); the font itself, cut down to what is played
of it (``excerpt``), is shared between synths, which is bit-identical and takes 3 ms instead of seconds. FluidSynth's
note-ons snap to blocks of 64 samples; its event ring is small, so events are sent between renders.

Several lines may be rendered at once, each preset by one thread at a time: FluidSynth counts who uses a sample, and two
synths that count the same one together would lose count.
"""

import ctypes
import ctypes.util
import logging
import math
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from scorecut.errors import MissingError, ScorecutError
from scorecut.model.audio import RATE_HZ
from scorecut.sound.excerpt import Excerpts
from scorecut.sound.together import Turns

log = logging.getLogger(__name__)

BLOCK = 64
POLYPHONY = 512
#: So few notes, of 16 voices each at most, need no more voices.
FEW_NOTES, FEW_VOICES = 4, 64
#: Of a font at most so much stays in memory; what has not been played for longest goes first.
MOST_HELD_BYTES = 128 << 20
AT_ONCE = 1 << 14
NAMES = {
    "linux": ("libfluidsynth.so.3", "libfluidsynth.so.2"),
    "darwin": (
        "libfluidsynth.3.dylib",
        "/opt/homebrew/lib/libfluidsynth.dylib",
        "/usr/local/lib/libfluidsynth.dylib",
        "/opt/local/lib/libfluidsynth.dylib",
    ),
    "win32": ("libfluidsynth-3.dll", "libfluidsynth.dll"),
}
LEVELS = (0, 1, 2, 3, 4)  # panic, error, warning, information, debug
PITCH_BEND_RANGE = 0
COARSE_TUNING = 2
FINE_TUNING = 1
#: SoundFont's generator of the volume envelope's release, timecents.
VOLUME_RELEASE = 38

#: One event for ``Voice.play``: sample, rank among events of one moment, name of the call, its arguments.
Event = tuple[int, int, str, tuple[int, ...]]


@cache
def library() -> ctypes.CDLL:
    """Return libfluidsynth, its messages turned into log records; MissingError if there is none."""
    names = [ctypes.util.find_library("fluidsynth"), *NAMES.get(sys.platform, NAMES["linux"])]
    for name in names:
        if not name:
            continue
        try:
            found = ctypes.CDLL(name)
        except OSError:
            continue
        if hasattr(found, "fluid_synth_write_float") and hasattr(found, "fluid_synth_add_sfont"):
            return _declared(found)
    raise MissingError("libfluidsynth is not installed; install it (Debian: libfluidsynth3, macOS: fluid-synth)")


class _Complaints(threading.local):
    """What the library said to this thread: it speaks up in the thread that called it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def taken(self) -> str:
        """Return them all as one line, each once, and forget them."""
        text = "; ".join(dict.fromkeys(self.lines))
        self.lines.clear()
        return text


_complaints = _Complaints()


def _hear(level: int, message: bytes, _data: int) -> None:
    text = message.decode("utf-8", "replace")
    if level <= 1 or "ringbuffer full" in text.lower():
        _complaints.lines.append(text)
    else:
        log.debug("fluidsynth: %s", text)


_Logger = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
_logger = _Logger(_hear)


def _declared(found: ctypes.CDLL) -> ctypes.CDLL:
    """State the signatures that are not int(int...), and take over the log."""
    pointer, text, integer = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("new_fluid_settings", pointer, ()),
        ("delete_fluid_settings", None, (pointer,)),
        ("fluid_settings_setint", integer, (pointer, text, integer)),
        ("fluid_settings_setnum", integer, (pointer, text, ctypes.c_double)),
        ("new_fluid_synth", pointer, (pointer,)),
        ("delete_fluid_synth", None, (pointer,)),
        ("fluid_synth_sfload", integer, (pointer, text, integer)),
        ("fluid_synth_get_sfont_by_id", pointer, (pointer, integer)),
        ("fluid_synth_add_sfont", integer, (pointer, pointer)),
        ("fluid_synth_remove_sfont", integer, (pointer, pointer)),
        ("fluid_synth_program_select", integer, (pointer, integer, integer, integer, integer)),
        ("fluid_synth_noteon", integer, (pointer, integer, integer, integer)),
        ("fluid_synth_noteoff", integer, (pointer, integer, integer)),
        ("fluid_synth_cc", integer, (pointer, integer, integer, integer)),
        ("fluid_synth_pitch_bend", integer, (pointer, integer, integer)),
        ("fluid_synth_set_gen", integer, (pointer, integer, integer, ctypes.c_float)),
        ("fluid_synth_get_active_voice_count", integer, (pointer,)),
        ("fluid_synth_write_float", integer, (pointer, integer, pointer, integer, integer, pointer, integer, integer)),
        ("fluid_set_log_function", pointer, (integer, pointer, pointer)),
    ):
        function = getattr(found, name)
        function.restype, function.argtypes = result, arguments
    for level in LEVELS:
        found.fluid_set_log_function(level, ctypes.cast(_logger, ctypes.c_void_p), None)
    return found


def _checked() -> None:
    """Raise what the library complained about since the last look."""
    if text := _complaints.taken():
        raise ScorecutError(f"FluidSynth: {text}")


class LoadedFont:
    """A sound font, in memory what was lately played of it; lives as long as the process.

    most_bytes : how much of it stays in memory once it is not playing
    """

    def __init__(self, path: Path, most_bytes: int = MOST_HELD_BYTES) -> None:
        self._lib = library()
        self._path = path
        self._most_bytes = most_bytes
        self._excerpts = Excerpts(path)
        self._held: list[Held] = []  # what was played last is the last
        self._lock = threading.Lock()
        self._turns = Turns()

    def turn(self, preset: tuple[int, int]) -> threading.RLock:
        """Return the lock of a preset; who holds or plays it has the lock."""
        return self._turns.of(preset)

    def hold(self, preset: tuple[int, int], samples: frozenset[int]) -> "Held":
        """Return an excerpt with at least these samples of a preset: one that is there, or a new one of these alone.

        None of the preset's voices may play, and its turn must be the caller's.
        """
        with self._lock:
            able = [held for held in self._held if held.preset == preset and samples <= held.samples]
            found = able[-1] if able else Held(self._lib, self._path, preset, samples, self._excerpts)
            self._held = [held for held in self._held if held is not found]
            for held in [held for held in self._held if held.preset == preset and held.samples <= found.samples]:
                self._drop(held)
            self._held.append(found)
            self._make_room(found)
            return found

    def _make_room(self, wanted: "Held") -> None:
        """Let go of what was played longest ago, but for what plays now or is wanted."""
        size = sum(held.n_bytes for held in self._held)
        for held in [held for held in self._held if held is not wanted]:
            if size <= self._most_bytes:
                return
            turn = self.turn(held.preset)
            if turn.acquire(blocking=False):
                try:
                    self._drop(held)
                    size -= held.n_bytes
                finally:
                    turn.release()

    def _drop(self, held: "Held") -> None:
        self._held = [other for other in self._held if other is not held]
        held.let_go()

    @contextmanager
    def voice(
        self, preset: tuple[int, int], samples: frozenset[int], n_notes: int = POLYPHONY, channels: int = 1
    ) -> Iterator["Voice"]:
        """Yield a fresh synth whose ``channels`` all play ``preset`` (bank, program); one at a time of each preset.

        samples : what the notes will need of it (``SoundFont.samples_at``); others stay silent
        n_notes : how many will be played at most
        """
        lib = self._lib
        with self.turn(preset):
            held = self.hold(preset, samples)
            with self._lock:
                synth = lib.new_fluid_synth(_settings(lib, max(16, channels), polyphony(n_notes)))
                number = lib.fluid_synth_add_sfont(synth, held.font)
            try:
                for channel in range(channels):
                    if lib.fluid_synth_program_select(synth, channel, number, *preset) != 0:
                        raise ScorecutError(f"FluidSynth: no preset {preset[0]}:{preset[1]} in the sound font")
                yield Voice(lib, synth)
                _checked()
            finally:
                with self._lock:
                    lib.fluid_synth_remove_sfont(synth, held.font)
                    lib.delete_fluid_synth(synth)


class Held:
    """An excerpt of a font in memory: a synth that never plays selects its preset, which keeps the samples there.

    preset : its bank and program; samples : the numbers of those in it; n_bytes : what they take
    """

    def __init__(
        self, lib: ctypes.CDLL, path: Path, preset: tuple[int, int], samples: frozenset[int], excerpts: Excerpts
    ) -> None:
        self._lib = lib
        self.preset = preset
        self._synth = lib.new_fluid_synth(_settings(lib, 16, 1))
        with tempfile.TemporaryDirectory(prefix="scorecut-font-") as folder:
            excerpt = Path(folder) / "excerpt.sf2"
            try:
                self.samples = excerpts.worth(preset, samples)
                with excerpt.open("wb") as file:
                    file.writelines(excerpts.cut_out(preset, self.samples))
                    self.n_bytes = file.tell()
            except KeyError as why:
                raise ScorecutError(f"{path}: no preset {preset[0]}:{preset[1]} in this sound font") from why
            number = lib.fluid_synth_sfload(self._synth, str(excerpt).encode(), 0)
            selected = number >= 0 and lib.fluid_synth_program_select(self._synth, 0, number, *preset) == 0
        complaints = _complaints.taken()
        if not selected:
            raise MissingError(f"{path}: FluidSynth cannot load this sound font ({complaints}); give another")
        self.font = lib.fluid_synth_get_sfont_by_id(self._synth, number)

    def let_go(self) -> None:
        """Free the memory; no voice may play any more."""
        self._lib.delete_fluid_synth(self._synth)


@cache
def loaded(path: Path) -> LoadedFont:
    """Return the font, loaded on first use and shared by the whole process."""
    return LoadedFont(path)


class Voice:
    """One fresh synth that plays one preset."""

    def __init__(self, lib: ctypes.CDLL, synth: int) -> None:
        self._lib = lib
        self._synth = synth

    def tune(self, channel: int, *, bend_range_st: int, semitones: int = 0, cents: float = 0.0) -> None:
        """Set a channel's bend range, transposition and fine tuning through registered parameters."""
        fine = round(8192 + 8192 * cents / 100.0)
        for parameter, high, low in (
            (PITCH_BEND_RANGE, bend_range_st, 0),
            (COARSE_TUNING, 64 + semitones, 0),
            (FINE_TUNING, fine >> 7, fine & 127),
        ):
            for controller, value in ((101, 0), (100, parameter), (6, high), (38, low), (101, 127), (100, 127)):
                self._lib.fluid_synth_cc(self._synth, channel, controller, value)

    def damp(self, channel: int, share: float) -> None:
        """Let a channel's notes keep only this share of their release."""
        self._lib.fluid_synth_set_gen(self._synth, channel, VOLUME_RELEASE, 1200.0 * math.log2(share))

    def play(self, events: Sequence[Event], out: np.ndarray) -> np.ndarray:
        """Return ``out``, float32 (n, 2), with what the events sound added, in order, each at the nearest block's boundary.

        Where no voice sounds, nothing is computed: the next event's block follows at once.
        """
        lib, synth, n_samples = self._lib, self._synth, out.shape[0]
        block = np.empty((AT_ONCE, 2), dtype=np.float32)
        left = block.ctypes.data
        calls = {name: getattr(lib, f"fluid_synth_{name}") for name in ("noteon", "noteoff", "pitch_bend", "cc")}
        ordered = sorted((max(0, round(at / BLOCK)) * BLOCK, rank, name, args) for at, rank, name, args in events)
        at, following = 0, 0
        while at < n_samples:
            while following < len(ordered) and ordered[following][0] <= at:
                _, _, name, args = ordered[following]
                calls[name](synth, *args)
                following += 1
            until = ordered[following][0] if following < len(ordered) else n_samples
            until = min(until, n_samples)
            if lib.fluid_synth_get_active_voice_count(synth) == 0:
                at = until if following < len(ordered) else n_samples
                continue
            length = min(until - at, AT_ONCE)
            if lib.fluid_synth_write_float(synth, length, left, 0, 2, left, 1, 2) != 0:
                raise ScorecutError("FluidSynth: rendering failed")
            out[at : at + length] += block[:length]
            at += length
        return out


def polyphony(n_notes: int) -> int:
    """Return room for so many notes of many layers each, in few sizes: a synth makes all its voices at once.

    >>> [polyphony(n) for n in (1, 3, 500)]
    [64, 64, 512]
    """
    return POLYPHONY if n_notes > FEW_NOTES else FEW_VOICES


@cache
def _settings(lib: ctypes.CDLL, channels: int, polyphony: int) -> int:
    """Return FluidSynth's settings: 48 kHz, no reverb or chorus of its own, samples loaded when used.

    They stay as they are and are shared by synths, for to make them takes as long as a synth.
    """
    settings = lib.new_fluid_settings()
    for name, value in (
        ("synth.reverb.active", 0),
        ("synth.chorus.active", 0),
        ("synth.polyphony", polyphony),
        ("synth.dynamic-sample-loading", 1),
        ("synth.midi-channels", -(-channels // 16) * 16),
        ("synth.audio-channels", 1),
        ("synth.audio-groups", 1),
        ("synth.cpu-cores", 1),
        ("synth.lock-memory", 0),
        ("synth.threadsafe-api", 0),
    ):
        lib.fluid_settings_setint(settings, name.encode(), value)
    for name, number in (("synth.sample-rate", float(RATE_HZ)), ("synth.gain", 1.0)):
        lib.fluid_settings_setnum(settings, name.encode(), number)
    return settings
