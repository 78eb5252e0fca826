"""Adapters of sockets to sessions: the kiosk page, and transcription clients."""
