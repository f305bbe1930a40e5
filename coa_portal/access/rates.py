"""How often one account (a visitor: one address; a system: one key) may ask for the pages that cost most.

A view names its rate in its declaration; `coa_portal.web.rate` holds requests to it. A person at work stays far
below these; who runs a script against the pages does not.
"""

LIST = "60/minute"
# a question after every pause while typing, of every field that is filled in
TYPING = "120/minute"
UPLOAD = "30/minute"
PDF = "30/minute"
EXPORT = "10/minute"
BSN = "20/minute"
LINK = "30/minute"
# a whole gemeente signs in from one address at nine o'clock; guessing is braked by failures (accounts.brakes)
SIGN_IN = "300/minute"
# all operations together, per key; documents cost more and have a rate of their own beside it
API = "300/minute"
API_PDF = "60/minute"
