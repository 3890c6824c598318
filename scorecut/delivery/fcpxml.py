"""``markers.fcpxml``: a Final Cut project of the film with a marker for each cue and hit."""

import os
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from scorecut.delivery.containers import SOUND_FILES
from scorecut.delivery.export import Draft
from scorecut.delivery.markers import markers, rate_frame
from scorecut.delivery.start_timecode import source_start_frame, timecode_format

VERSION = "1.9"


class Fcpxml:
    """``markers.fcpxml``."""

    identity = "markers.fcpxml/1"

    def write(self, draft: Draft) -> None:
        """Write the project; every time is a whole number of frames, as the format demands."""
        record = draft.record
        assert record.sheet is not None
        film = record.film
        frame = 1 / film.frame_rate

        def at(n_frames: int) -> str:
            time = n_frames * frame
            return f"{time.numerator}s" if time.denominator == 1 else f"{time.numerator}/{time.denominator}s"

        first, length = at(source_start_frame(film)), at(max(1, rate_frame(record.sheet.duration_s, film.frame_rate)))
        root = Xml.Element("fcpxml", version=VERSION)
        resources = Xml.SubElement(root, "resources")
        shape = Xml.SubElement(resources, "format", id="r1", frameDuration=at(1))
        if film.width and film.height:
            shape.attrib.update(width=str(film.width), height=str(film.height))
        asset = Xml.SubElement(resources, "asset", id="r2", name=film.path.stem, src=beside(draft), start=first)
        asset.attrib.update(duration=length, hasVideo="1", format="r1", hasAudio="1", audioSources="1")
        asset.attrib.update(audioChannels="2", audioRate="48000")
        event = Xml.SubElement(root, "event", name="scorecut")
        project = Xml.SubElement(event, "project", name=film.path.stem)
        sequence = Xml.SubElement(
            project, "sequence", format="r1", duration=length, tcStart="0s", tcFormat=timecode_format(film.frame_rate)
        )
        spine = Xml.SubElement(sequence, "spine")
        clip = Xml.SubElement(
            spine, "asset-clip", ref="r2", name=film.path.stem, offset="0s", start=first, duration=length, format="r1"
        )
        start = source_start_frame(film)
        for row in markers(record):
            kind = "chapter-marker" if row.kind == "cue" else "marker"
            extra = {"posterOffset": "0s"} if row.kind == "cue" else {}
            marked = {"start": at(start + row.rate_frame), "duration": at(1), "value": row.label, **extra}
            Xml.SubElement(clip, kind, {**marked, **({"note": row.note} if row.note else {})})
        Xml.indent(root)
        text = Xml.tostring(root, encoding="unicode")
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
        draft.write("markers.fcpxml", f"{head}{text}\n")


def beside(draft: Draft) -> str:
    """Return the delivered film's address as seen from the package (the film's own name where none is delivered)."""
    if draft.out is None or draft.package is None or draft.out.suffix.lower() in SOUND_FILES:
        return quote(draft.record.film.path.name)
    address = os.path.relpath(draft.out.absolute(), draft.package.absolute()).replace(os.sep, "/")
    return quote(address)
