"""The sections of a shared profile, to which a grant may be narrowed (DESIGN §3).

The keys are those of the sections of the klantprofiel, which is in a layer above; a test holds the two
together.
"""

ONDERDELEN = {
    "persoonlijk": "Persoonlijke gegevens",
    "familie": "Familiegegevens",
    "status": "Statusgegevens",
    "inburgering": "Inburgeringsgegevens",
    "educatief": "Educatieve gegevens",
    "uaf": "UAF",
    "idw": "Diplomawaardering (IDW)",
    "arbeid": "Arbeidsgegevens",
    "toekomst": "Toekomst in Nederland",
    "contactpersoon": "Contactpersoon COA",
}
