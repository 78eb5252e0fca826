"""A draft of the scripts that an editor tries by voice: her microphone in, the hall's ear and voice, one trial."""
