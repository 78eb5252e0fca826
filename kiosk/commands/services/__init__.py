"""`kiosk services …`: lint, test, try, draw, describe and publish the hall's scripts."""
