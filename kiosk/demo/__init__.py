"""A demo back end over HTTP, and the offices behind it."""
