"""The page, asked over its own application as a browser asks it."""
