"""One file a subject: what the demo back end looks up, files and refuses."""
