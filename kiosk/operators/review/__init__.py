"""Review: conversations found, read turn by turn, tagged, sampled, scored, and put right."""
