"""Spoken Mandarin -> what is meant. Rules and tables, no model."""
