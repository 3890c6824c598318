"""How quick the sound is: our part buses beside FluidSynth's own command, and the whole chain beside real time."""

import re
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np

from scorecut.delivery.deliver import deliver
from scorecut.delivery.midi import played_midi
from scorecut.media.film_sound import read_film_sound
from scorecut.model.audio import RATE_HZ
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.sound.band import Band
from scorecut.sound.line import render_line
from scorecut.sound.mix import mix
from scorecut.sound.render import render
from scorecut.store import Store

COMMAND = "fluidsynth"
#: Everything is timed so often, and the best counts.
TIMES = 3


@dataclass(frozen=True)
class Speed:
    """Processor seconds per second of a sounding note; wall seconds of the chain by stage; None: not on this machine."""

    voice_s: float
    ours_s: float
    theirs_s: float | None
    film_s: float
    chain_s: dict[str, float]

    @property
    def ratio(self) -> float | None:
        return self.ours_s / self.theirs_s if self.theirs_s else None

    @property
    def times_real(self) -> float:
        return self.film_s / sum(self.chain_s.values())


def voice_seconds(midi: mido.MidiFile) -> float:
    """Return the lengths of all notes of a MIDI file added up, seconds."""
    total, now, held = 0.0, 0.0, {}
    for message in midi:  # gives tracks merged, times in seconds
        now += message.time
        if message.type not in ("note_on", "note_off"):
            continue
        begun = held.setdefault((message.channel, message.note), [])
        if message.type == "note_on" and message.velocity:
            begun.append(now)
        elif begun:
            total += now - begun.pop(0)
    return total


def speed(record: Record, work: Path, store: Store) -> Speed:
    """Return how quick a performed film is rendered; everything that is loaded once is loaded before."""
    assert record.score and record.performance and record.tempo_map and record.sheet
    midi = played_midi(record.score, record.performance, record.tempo_map, record.sheet)
    file = work / "performance.mid"
    midi.save(file)
    chain(record, work, store)  # warms up what is measured
    chains = [chain(record, work, store) for _ in range(TIMES)]
    voice_s = voice_seconds(midi)
    band = Band(Settings().sound, store)
    buses_s(record, band)
    # One after the other, so that all meet the same neighbours; the best of each is the least disturbed.
    rounds = [(buses_s(record, band), *command_s(file, band.font_path, work)) for _ in range(TIMES)]
    ours_s, whole_s, loading_s = (min(times) for times in zip(*rounds, strict=True))
    return Speed(
        voice_s=voice_s,
        ours_s=ours_s / voice_s,
        theirs_s=(whole_s - loading_s) / voice_s if whole_s < np.inf else None,
        film_s=record.film.duration_s,
        chain_s={stage: min(one[stage] for one in chains) for stage in chains[0]},
    )


def buses_s(record: Record, band: Band) -> float:
    """Return the processor time of all lines, each rendered alone and dry."""
    assert record.performance
    n_samples = round(record.performance.duration_s * RATE_HZ)
    begun = time.process_time()
    for cue in record.performance.cues:
        for line in cue.lines:
            render_line(line, band, start_s=0.0, n_samples=n_samples, cut_s=cue.cut_s)
    return time.process_time() - begun


def command_s(file: Path, font: Path | None, work: Path) -> tuple[float, float]:
    """Return the processor time of the command for the plain mix, and for one short note: it loads the whole font first,
    which takes three times as long as to play it. Both inf where it is not installed, or there is no font."""
    if font is None or shutil.which(COMMAND) is None:
        return np.inf, np.inf
    short = mido.MidiFile()
    short.tracks.append(mido.MidiTrack([mido.Message("note_on", note=60), mido.Message("note_off", note=60, time=10)]))
    short.save(work / "short.mid")
    return _child_s(file, font, work), _child_s(work / "short.mid", font, work)


def version() -> str:
    """Return the command's version, or that it is not there."""
    if shutil.which(COMMAND) is None:
        return "not installed"
    told = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version ([\d.]+)", told)
    return found.group(1) if found else "of unknown version"


def _child_s(midi: Path, font: Path, work: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [COMMAND, "-n", "-i", "-q", "-r", str(RATE_HZ), "-R", "0", "-C", "0", "-o", "synth.cpu-cores=1",
         "-F", str(work / "plain.wav"), str(font), str(midi)],
        check=True, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def chain(record: Record, work: Path, store: Store) -> dict[str, float]:
    """Return the wall time of stems (buses and space), mix (beneath the film, limiter) and encoding."""
    assert record.performance and record.picture and record.sheet
    settings, spent_s = Settings(), {}
    begun = time.perf_counter()
    stems = render(record.performance, settings=settings.sound, workdir=work, store=store, progress=record.progress)
    spent_s["stems"] = time.perf_counter() - begun
    sound = read_film_sound(record.film, record.picture.clock, workdir=work)
    begun = time.perf_counter()
    mixed = mix(
        stems, sound, record.sheet.speech, record.brief, settings=settings.sound, workdir=work, progress=Silent()
    )
    spent_s["mix"] = time.perf_counter() - begun
    begun = time.perf_counter()
    out = work / f"scored{record.film.path.suffix}"
    made = deliver(mixed, record.film, record.picture.clock, out, settings=settings.delivery, workdir=work)
    spent_s["encode"] = time.perf_counter() - begun
    made.film.unlink()
    return spent_s
