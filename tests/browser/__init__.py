"""The page in a real browser, on a server of its own process."""
