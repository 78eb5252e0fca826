"""SIP without a PBX (RFC 3261), sans-I/O: messages, transactions, dialogs, session timers, registration, SDP."""
