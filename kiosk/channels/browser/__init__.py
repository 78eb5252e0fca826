"""The kiosk page over `kiosk.v1`: its connection, and its place in the queue."""
