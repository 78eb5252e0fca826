"""Tickets (工单), sans-I/O: the life cycle as a table, who may do what, due times in working hours, routing rules."""
