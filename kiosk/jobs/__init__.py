"""Background jobs beside the conversations: reload, prerendering, recovery, retention."""
