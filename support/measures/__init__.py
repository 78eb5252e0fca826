"""Figures and scores."""
