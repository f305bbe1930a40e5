"""The PDF of frozen data in the layout of COA's form (R20). Pure functions: no models, no HTTP."""
