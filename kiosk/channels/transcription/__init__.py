"""Other programs that stream sound in and take text out (FunASR's and OpenAI's clients)."""
