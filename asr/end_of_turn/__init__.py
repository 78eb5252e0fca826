"""How much silence ends a turn, from what was asked and what has been said."""
