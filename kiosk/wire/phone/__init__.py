"""Telephone calls on the wire, sans-I/O: AudioSocket, chan_websocket, Media Streams (docs/phone.md)."""
