"""COA's side of the sharing: pages for consent, doorzetten, versions and requests."""
