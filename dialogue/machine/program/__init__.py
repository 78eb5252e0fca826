"""Running a script: its steps, the values it fills, the back end it calls, the services inside it."""
