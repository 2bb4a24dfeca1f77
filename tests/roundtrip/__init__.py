"""Random accounts there and back: export, edit, run, verify, undo, and all is as it was."""
