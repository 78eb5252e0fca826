"""What an utterance, a touch or a keypad entry answers, given the question that is open."""
