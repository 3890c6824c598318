"""The nouns that cross from one room to the next: frozen, small, one a file.

Time is seconds (float64) from the first displayed frame unless a name says
otherwise (``_beat``, ``_frame``). Arrays inside a noun are read-only.
"""
