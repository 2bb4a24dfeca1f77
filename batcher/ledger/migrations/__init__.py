"""The history of the ledger's schema: forward only, run by `schema.migrate`."""
