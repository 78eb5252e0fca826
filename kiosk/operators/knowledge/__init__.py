"""The hall's knowledge in the console: its passages, what nobody could answer, and how both change."""
