"""Documents as PDF/UA-1, from our own templates and the bundled fonts."""
