"""The sound and keys of a SIP call on the wire, sans-I/O: RTP, RFC 4733, jitter buffer, concealment."""
