"""The face room: the phones of a clause in, rows of ARKit weights on the same sample clock out."""

from avatar.coarticulate import face
from avatar.face import COLUMNS, ROWS_PER_SECOND, FaceTrack
from avatar.shapes import aperture

__all__ = ["COLUMNS", "ROWS_PER_SECOND", "FaceTrack", "aperture", "face"]
