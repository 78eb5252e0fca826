"""Tickets (工单) in the console: found, read, acted upon, printed, exported."""
