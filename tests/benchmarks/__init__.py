"""Benchmarks, run by hand (`make bench`), never in the test run: figures beside a peer."""
