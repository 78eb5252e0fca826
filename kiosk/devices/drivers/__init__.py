"""Drivers of real devices. What a driver needs to know of a wire is sans-I/O, in a file of its own."""
