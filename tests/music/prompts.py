"""What the music bench asks for: the forty genres (VOCAB.md 5), and thirty prompts as editors write them."""

GENRES = (
    "epic orchestral", "classical", "baroque", "chamber music", "minimalist piano", "ambient", "new age meditation",
    "suspense thriller", "horror", "action chase", "trailer", "comedy", "film noir", "jazz", "big band swing",
    "bossa nova", "blues", "funk disco", "soul r&b", "celtic folk", "country western", "rock", "post-rock", "punk",
    "metal", "industrial", "synthwave", "house", "techno", "drum and bass", "trap hip hop", "lo-fi", "reggae",
    "chiptune", "corporate uplifting", "lullaby", "medieval", "march", "waltz", "documentary",
)  # fmt: skip

PROMPTS = (
    "",
    "melancholic cello",
    "triumphant brass fanfare, fast",
    "18th-century baroque harpsichord with industrial techno drums",
    "solo piano, sad, let it breathe",
    "tense and pulsing, around 110 bpm, for a heist",
    "warm strings and piano for a wedding",
    "from calm to epic",
    "quiet and lonely at first, then hopeful",
    "scary music box",
    "slow build, solo violin over soft strings",
    "epic orchestra, no choir",
    "no drums, brass or choir, just strings",
    "celtic harp and tin whistle, misty and magical",
    "oud and darbuka, desert, slow",
    "taiko and shakuhachi, samurai standoff",
    "pizzicato, bassoon and clarinet, sneaking around, follow every cut",
    "marimba pulse, unobtrusive",
    "noir sax, rainy night, brushes, walking bass",
    "strings, led by the oboe",
    "piano-driven, minimal, hopeful",
    "heavy metal guitars for the fight",
    "6/8 in F# dorian, flowing harp",
    "A minor, rubato cello, big reverb",
    "choir and organ, solemn, cathedral",
    "dark synth drone, ominous, sparse",
    "heroic french horn theme in Eb major",
    "acoustic guitar, nostalgic, walking pace, no percussion",
    "sci-fi synths, mysterious, wonder",
    "frantic chase in 7/8, strings and low brass",
)


def all_prompts() -> tuple[str, ...]:
    return GENRES + PROMPTS
