"""What screens show, as values: problems in groups and pages, charts, how far a run is."""
