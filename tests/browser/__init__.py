"""The page as people meet it: a real server in a process of its own, and a real browser."""
