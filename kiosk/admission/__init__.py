"""Who may begin now and who waits: measured capacity, a fair queue, the numbers behind both."""
