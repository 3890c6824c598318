"""The table of instruments is whole and sane."""

import pytest

from scorecut.catalog.instruments import FAMILIES, Instrument, by_word, drum_at, instrument, instruments

#: What editors and cue sheets may call an instrument, by family.
NAMES = [
    "piano",
    "grand",
    "acoustic_piano",
    "keys",
    "felt_piano",
    "upright",
    "una_corda",
    "intimate_piano",
    "electric_piano",
    "rhodes",
    "ep",
    "wurlitzer",
    "harpsichord",
    "cembalo",
    "clavinet",
    "celesta",
    "celeste",
    "music_box",
    "toy_piano",
    "organ",
    "hammond",
    "drawbar",
    "church_organ",
    "pipe_organ",
    "harmonium",
    "reed_organ",
    "accordion",
    "squeezebox",
    "musette",
    "bandoneon",
    "glockenspiel",
    "bells",
    "glock",
    "vibraphone",
    "vibes",
    "marimba",
    "xylophone",
    "tubular_bells",
    "chimes",
    "church_bell",
    "kalimba",
    "mbira",
    "steel_drums",
    "steelpan",
    "singing_bowl",
    "hang",
    "handpan",
    "classical_guitar",
    "nylon",
    "spanish_guitar",
    "acoustic_guitar",
    "steel-string_guitar",
    "folk_guitar",
    "electric_guitar",
    "clean_guitar",
    "e-guitar",
    "jazz_guitar",
    "muted_guitar",
    "overdriven_guitar",
    "distorted_guitar",
    "heavy_guitar",
    "power_chords",
    "harp",
    "banjo",
    "mandolin",
    "ukulele",
    "lute",
    "sitar",
    "koto",
    "shamisen",
    "oud",
    "dulcimer",
    "zither",
    "pizzicato_strings",
    "upright_bass",
    "acoustic_bass",
    "contrabass_pizz",
    "bass_guitar",
    "electric_bass",
    "fingered_bass",
    "picked_bass",
    "fretless_bass",
    "slap_bass",
    "synth_bass",
    "808",
    "sub",
    "reese",
    "moog_bass",
    "violin",
    "fiddle",
    "viola",
    "cello",
    "violoncello",
    "double_bass",
    "contrabass",
    "strings",
    "string_section",
    "orchestra_strings",
    "violins",
    "violins_ii",
    "violas",
    "celli",
    "basses",
    "slow_strings",
    "tremolo_strings",
    "spiccato_strings",
    "staccato_strings",
    "synth_strings",
    "choir",
    "chorus",
    "aahs",
    "oohs",
    "synth_voice",
    "boys_choir",
    "monks",
    "chant",
    "vocalise",
    "soprano_solo",
    "throat_singing",
    "orchestra_hit",
    "trumpet",
    "cornet",
    "bugle",
    "muted_trumpet",
    "harmon_mute",
    "trombone",
    "tuba",
    "horn",
    "french_horn",
    "brass_section",
    "brass",
    "low_brass",
    "braam",
    "synth_brass",
    "flugelhorn",
    "soprano_sax",
    "alto_sax",
    "saxophone",
    "tenor_sax",
    "baritone_sax",
    "oboe",
    "cor_anglais",
    "english_horn",
    "bassoon",
    "clarinet",
    "bass_clarinet",
    "duduk",
    "shehnai",
    "piccolo",
    "flute",
    "recorder",
    "pan_flute",
    "bottle",
    "shakuhachi",
    "whistle",
    "tin_whistle",
    "ocarina",
    "bagpipes",
    "didgeridoo",
    "square_lead",
    "chiptune",
    "8-bit",
    "saw_lead",
    "lead",
    "synth_lead",
    "theremin",
    "pad",
    "new-age_pad",
    "warm_pad",
    "atmosphere",
    "bed",
    "poly",
    "choir_pad",
    "bowed_pad",
    "metallic_pad",
    "halo_pad",
    "sweep_pad",
    "riser",
    "crystal",
    "goblins",
    "echoes",
    "drone",
    "arpeggiator",
    "arp",
    "sequence",
    "drum_kit",
    "drums",
    "acoustic_drums",
    "live_drums",
    "drum_machine",
    "909",
    "electronic_drums",
    "beat",
    "brushes",
    "taiko",
    "war_drums",
    "big_drums",
    "cinematic_percussion",
    "timpani",
    "kettledrums",
    "snare_roll",
    "march_snare",
    "toms",
    "cymbal_swell",
    "crash",
    "ride",
    "reverse_cymbal",
    "gong",
    "tam-tam",
    "shaker",
    "tambourine",
    "claps",
    "woodblock",
    "triangle",
    "cowbell",
    "bongos",
    "congas",
    "djembe",
    "tabla",
    "cajon",
    "bodhran",
    "sleigh_bells",
    "anvil",
    "metal_hits",
    "impact",
    "boom",
    "whoosh",
    "kick",
    "snare",
    "hi-hat",
    "bass_drum",
    "orchestral_boom",
    "noise",
    "glass_pad",
    "pluck_synth",
    "sine_lead",
]

PRESETS = {
    "bowed", "bowed ensemble", "plucked", "harp", "piano", "electric piano", "organ", "bell", "mallet", "blown flute",
    "blown reed", "brass", "voice", "kick", "snare", "hat", "clap", "tom", "cymbal", "boom", "metal", "shaker", "wood",
    "saw lead", "square lead", "sine lead", "synth bass", "sub", "reese", "warm pad", "glass pad", "choir pad", "drone",
    "arp", "pluck synth", "braam", "riser", "whoosh", "impact", "noise", "distorted guitar", "clean guitar",
    "harpsichord", "accordion",
}  # fmt: skip

every_row = pytest.mark.parametrize("row", instruments().values(), ids=lambda row: row.name)


@pytest.mark.parametrize("word", NAMES)
def test_an_instrument_is_known_by_the_names_that_people_give_it(word: str) -> None:
    assert by_word()[word.replace("_", " ")] in instruments()


@every_row
def test_ranges_lie_within_one_another(row: Instrument) -> None:
    assert 0 <= row.low <= row.sweet_low <= row.sweet_high <= row.high <= 127


@every_row
def test_programs_keys_and_seats_are_possible(row: Instrument) -> None:
    assert -1 <= row.program <= 127 and -1 <= row.short_program <= 127
    assert -1 <= row.key <= 87 and (row.key < 0 or row.low == row.high == row.key)
    assert -1 <= row.seat <= 1 and 0 <= row.depth <= 1
    assert row.family in FAMILIES and row.engine in ("font", "synth")


@every_row
def test_figures_of_sound_are_plausible(row: Instrument) -> None:
    assert 0 < row.attack_ms <= 1000 and abs(row.level_db) <= 12
    assert 0 <= row.vibrato_cents <= 50 and 4 <= row.vibrato_hz <= 7
    assert 0 <= row.breath_s <= 10 and row.exposed_s > 0


@every_row
def test_doubles_and_partners_are_rows_and_doubles_are_quick(row: Instrument) -> None:
    for other in filter(None, (row.double, row.partner)):
        assert other in instruments() and other != row.name
    if row.double:
        assert instrument(row.double).attack_ms <= 40, "what proves a hit must speak at once"
    else:
        assert row.attack_ms <= 40, "an instrument that speaks slowly needs a double"


@every_row
def test_presets_are_those_of_the_synthesiser(row: Instrument) -> None:
    assert row.preset in PRESETS


def test_no_word_means_two_instruments() -> None:
    seen: dict[str, str] = {}
    for row in instruments().values():
        for word in (row.name, *row.synonyms):
            assert word not in seen, f"{word}: {seen.get(word)} and {row.name}"
            seen[word] = row.name


def test_no_instrument_has_the_name_of_a_family() -> None:
    assert not set(instruments()) & set(FAMILIES), "'without' holds both"


def test_every_section_of_the_strings_has_its_own_bank_and_its_shorts_and_plucks() -> None:
    for name, bank in (("violins", 20), ("violins ii", 25), ("violas", 30), ("celli", 40), ("basses", 50)):
        assert (instrument(name).bank, instrument(name).program) == (bank, 48)
        assert (instrument(f"slow {name}").bank, instrument(f"slow {name}").program) == (bank, 49)
        assert (instrument(f"tremolo {name}").bank, instrument(f"tremolo {name}").program) == (bank, 44)
        assert instrument(instrument(name).double).program == 45


def test_seats_are_those_of_an_orchestra() -> None:
    seats = [instrument(name).seat for name in ("violins", "violins ii", "violas", "celli", "basses")]
    assert seats == sorted(seats)
    assert instrument("flute").depth < instrument("trumpet").depth < instrument("timpani").depth


@pytest.mark.parametrize(
    ("key", "name"),
    [(36, "kick"), (38, "snare"), (42, "hi-hat"), (46, "open hat"), (49, "crash"), (51, "ride"), (54, "tambourine"), (76, "woodblock"), (81, "triangle")],
)  # fmt: skip
def test_a_drum_key_finds_its_instrument(key: int, name: str) -> None:
    assert drum_at(key).name == name


def test_a_key_that_no_drum_has_finds_its_neighbour() -> None:
    assert drum_at(34).name == "kick" and drum_at(40).name == "snare"
