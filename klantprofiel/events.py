"""What happened to a dossier: named, past tense, announced inside the transaction; upper apps listen."""

from django.dispatch import Signal

# sender: klantprofiel.models.Vergunninghouder; kwargs: vergunninghouder, acting_user
dossier_changed = Signal()

# sender: klantprofiel.models.Plaatsingseenheid; kwargs: plaatsingseenheid, acting_user
household_changed = Signal()
