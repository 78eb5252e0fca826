"""Pictures that citizens hand in: made anew from uploads, and who may upload one now. No socket, no database."""
