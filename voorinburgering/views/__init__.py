"""Pages of the Voorinburgering: one module per noun."""
