"""Performance rules, one small function each: a passage in, deviations (ms or dB a slot) out.

Formulas and numbers: the KTH rule system (Friberg, Bresin and Sundberg 2006,
Advances in Cognitive Psychology 2:145). ``k`` is a rule's quantity, 1 is normal.
DR is a note's duration from its start to the next, in milliseconds.
"""
