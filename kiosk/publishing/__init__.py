"""Versions of a hall's scripts and knowledge, and their road to the citizens (sans-I/O): what may follow what, which
version a conversation gets, when a canary is rolled back, and what differs between two versions.
"""
