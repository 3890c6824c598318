"""Every instrument of the catalogue played, measured and drawn: what ``make instruments`` is made of."""
