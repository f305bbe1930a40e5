"""The sections of a shared profile, to which a grant may be narrowed (DESIGN §3).

The keys are those of the sections of a version, which are made in layers above; a test holds the two together.
"""

ONDERDELEN = {
    "persoonlijk": "Persoonlijke gegevens",
    "familie": "Familiegegevens",
    "status": "Statusgegevens",
    "inburgering": "Inburgeringsgegevens",
    "educatief": "Educatieve gegevens",
    "voorinburgering": "Voorinburgering",
    "uaf": "UAF",
    "idw": "Diplomawaardering (IDW)",
    "arbeid": "Arbeidsgegevens",
    "toekomst": "Toekomst in Nederland",
    "contactpersoon": "Contactpersoon COA",
}
