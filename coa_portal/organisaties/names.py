"""Order of Dutch names without the help of the database, which has no ICU collation everywhere."""

import unicodedata

_APOSTROPHES = "'’‘`"


def sort_name(name: str) -> str:
    """What a name is sorted by: no capitals, no accents, no leading apostrophe.

    "'s-Gravenhage" comes under s and "Súdwest-Fryslân" between "Stadskanaal" and "Terneuzen".
    """
    plain = unicodedata.normalize("NFKD", name.strip().lstrip(_APOSTROPHES)).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char)).strip()
