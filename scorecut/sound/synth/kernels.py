"""What the compiled sound sources share.

A kernel is a plain function that adds one note into ``out``, float32 (n, 2), from sample
``start``, which may be negative. ``bend`` (frequency ratio) and ``level_db`` hold one
value for each ``BLOCK`` samples of ``out``.
"""

RATE = 48_000.0
BLOCK = 32
