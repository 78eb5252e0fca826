"""The wall of the console: what goes on in the hall now, listening in, and stepping in."""
