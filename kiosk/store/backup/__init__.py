"""Backups of a hall's record while it runs, and restoring one: whole or not at all, checked before anything changes.

`kiosk.store.store` looks at `switching` alone, so nothing is imported here: the parts are named by their files.
"""
