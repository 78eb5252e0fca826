"""Servers that the hall calls: the back end's gateway and the language model."""
