"""The devices at a kiosk: drivers, and the bridge that connects them with the page of the browser beside it.

It runs on the kiosk's own machine (`kiosk devices`), which is another than the hall's, and imports nothing of a hall.
"""
