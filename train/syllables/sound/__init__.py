"""What happens to a voice between a mouth and the recogniser: vocal tracts, rooms, noise, microphones, telephones."""
