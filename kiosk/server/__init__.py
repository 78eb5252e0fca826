"""The process: two listeners, health, warm-up, drain."""
