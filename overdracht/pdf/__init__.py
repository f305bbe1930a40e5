"""The PDF of frozen data in the layout of COA's form (R20). `render` is pure: no models, no HTTP."""
