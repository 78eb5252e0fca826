"""`kiosk services …`: lint, test, try, draw and describe the hall's scripts."""
