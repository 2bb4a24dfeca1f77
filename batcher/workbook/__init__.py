"""Files that people hold: read, checked for tricks, written, marked. Knows no Stripe, no ledger."""
