"""What all conversations of a hall share. It imports no session."""

from kiosk.hall.hall import Hall
from kiosk.hall.opening import open_hall

__all__ = ["Hall", "open_hall"]
