"""Sound to stretches of speech: voice activity, endpointing, echo suppression, microphone health."""
