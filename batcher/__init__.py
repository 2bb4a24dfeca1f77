"""batcher corrects draft Stripe invoices in bulk from a workbook: exactly once, to the cent."""

__version__ = "0.1.0"
