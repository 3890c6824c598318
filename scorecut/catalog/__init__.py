"""Taste as tables: what ``scorecut/data/*.toml`` says, as dataclasses, read on first use."""
