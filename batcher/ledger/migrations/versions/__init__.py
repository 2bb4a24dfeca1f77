"""One file per schema there ever was; their order is `tables.REVISIONS`."""
