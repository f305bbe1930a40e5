"""The demo: invented accounts and households in every stage, made through the actions of the portal."""

PASSWORD = "demo-wachtwoord-2026"  # noqa: S105  (of invented accounts, shown on the screen on purpose)
