"""The pure part: values in, values out. No files, clock, network, randomness or database."""
