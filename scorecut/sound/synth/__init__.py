"""Our own synthesiser: electronic timbres, and stand-ins for an orchestra where no sound font is installed.

``data/presets.toml`` says how a preset is built from layers; ``oscillators``, ``plucked`` and ``struck`` are the
three compiled sound sources (oscillator voice, plucked string, struck modes);
``effects`` works on whole lines. Every note begins at an exact sample.
"""
