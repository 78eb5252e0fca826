"""Conversations and service scripts made by chance, and the rules that every turn is checked against."""
