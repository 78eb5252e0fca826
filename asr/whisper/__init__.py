"""Whisper on CTranslate2: decoder, confidence, and the recogniser over its worker processes."""
