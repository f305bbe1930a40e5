"""Lengths of termijnen for tests without a database: the committed reference file."""

from coa_portal.organisaties import reference
from coa_portal.organisaties.reference import DATA_DIR, read_file
from coa_portal.organisaties.termijnduren import Duren, Duur


def committed_duren() -> Duren:
    """What `read_duren` gives after `load_reference`."""
    rows = read_file(reference.TERMIJNDUREN, DATA_DIR).rows
    return Duren(Duur(**{key: value for key, value in row.items() if key != "sleutel"}) for _, row in rows)
