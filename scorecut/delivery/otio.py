"""``markers.otio``: an OpenTimelineIO timeline of the film with a marker for each cue and hit."""

from typing import Any

from scorecut.delivery.export import Draft
from scorecut.delivery.fcpxml import beside
from scorecut.delivery.markers import markers, rate_frame
from scorecut.delivery.start_timecode import source_start_frame

COLOURS = {"cue": "BLUE", "hit": "RED"}


class Otio:
    """``markers.otio``."""

    identity = "markers.otio/1"

    def write(self, draft: Draft) -> None:
        """Write the timeline; its clip refers to the delivered film beside the package."""
        import opentimelineio as otio

        record = draft.record
        assert record.sheet is not None
        rate = float(record.film.frame_rate)

        def stretch(first: int, n_frames: int) -> Any:
            return otio.opentime.TimeRange(
                otio.opentime.RationalTime(first, rate), otio.opentime.RationalTime(n_frames, rate)
            )

        n_frames = max(1, rate_frame(record.sheet.duration_s, record.film.frame_rate))
        start = source_start_frame(record.film)
        whole = stretch(start, n_frames)
        media = otio.schema.ExternalReference(target_url=beside(draft), available_range=whole)
        clip = otio.schema.Clip(name=record.film.path.name, media_reference=media, source_range=whole)
        for row in markers(record):
            clip.markers.append(
                otio.schema.Marker(
                    name=row.label,
                    marked_range=stretch(start + row.rate_frame, row.n_rate_frames if row.kind == "cue" else 0),
                    color=COLOURS[row.kind],
                    metadata={
                        "scorecut": {"kind": row.kind, "id": row.id, "time_s": round(row.time_s, 6), "note": row.note}
                    },
                )
            )
        timeline = otio.schema.Timeline(name=record.film.path.stem)
        timeline.global_start_time = otio.opentime.RationalTime(0, rate)
        track = otio.schema.Track(name="picture", kind=otio.schema.TrackKind.Video)
        track.append(clip)
        timeline.tracks.append(track)
        text = otio.adapters.write_to_string(timeline, "otio_json")
        draft.write("markers.otio", text + "\n")
