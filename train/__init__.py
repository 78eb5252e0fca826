"""Training of what the product ships as data. Nothing imports it, and set-up does not run it."""
