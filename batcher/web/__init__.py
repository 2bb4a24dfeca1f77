"""The page: upload, check, review, confirm, progress, result, in the browser.

Only a face: it calls what the commands call, and all state is in the ledger. `app` is what it
answers, `serving` keeps it up, `office` holds what every screen reaches, `works` what is under way.
"""
