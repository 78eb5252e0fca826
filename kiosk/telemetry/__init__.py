"""Log lines and metrics. Neither holds a citizen's words."""
