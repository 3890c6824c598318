"""The cue sheet as text that a person edits: TOML in, noun out, and back with the editor's comments kept."""
