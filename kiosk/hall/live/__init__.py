"""What goes on in a hall now, for those who watch it: a view of each conversation, and members of staff who step in."""

from kiosk.hall.live.board import LiveBoard as LiveBoard
from kiosk.hall.live.desk import LiveDesk as LiveDesk
from kiosk.hall.live.seats import Seat as Seat
from kiosk.hall.live.view import LiveView as LiveView
