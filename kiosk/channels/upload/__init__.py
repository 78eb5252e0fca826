"""Uploads of pictures: one HTTP request each, from a citizen's phone or from the kiosk's own page."""
