"""Model files: manifest, download, verification. Standard library only: set-up imports it first."""

from kiosk.models.files import ModelDownloadError, default_names, is_ready

__all__ = ["ModelDownloadError", "default_names", "is_ready"]
