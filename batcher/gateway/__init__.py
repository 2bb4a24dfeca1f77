"""Stripe over HTTP: the only room that imports stripe. It knows no workbook and no ledger."""
