"""Worker processes that decode: their protocol, life cycle, scheduling and supervision."""
