"""What happened to a dossier: named, past tense, announced inside the transaction; upper apps listen."""

from django.dispatch import Signal

# sender: klantprofiel.models.Vergunninghouder; kwargs: vergunninghouder, acting_user
dossier_changed = Signal()

# sender: klantprofiel.models.Plaatsingseenheid; kwargs: plaatsingseenheid, acting_user
household_changed = Signal()

# two dossiers of one person become one; sender: klantprofiel.models.Vergunninghouder; kwargs: moving (who
# stays and who lapses; what a listener moves or refuses goes through it, see `klantprofiel.samenvoegen`), acting_user
people_merging = Signal()

# a feed changed many at once; sender: klantprofiel.models.Plaatsingseenheid; kwargs: plaatsingseenheden (their keys;
# households that the feed itself made are not among them), acting_user
households_imported = Signal()

# a document is no longer to be seen by a gemeente, at once; sender: klantprofiel.models.Document; kwargs: document,
# acting_user
document_taken_back = Signal()
