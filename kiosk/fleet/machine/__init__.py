"""What makes a machine a kiosk: the script that sets it up, and the program that keeps its browser running."""
