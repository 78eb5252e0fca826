"""The editor of the scripts in the console: drafts, their lint, chart, tests and trials."""
