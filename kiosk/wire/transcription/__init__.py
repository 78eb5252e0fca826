"""The transcription clients' protocols, sans-I/O."""
