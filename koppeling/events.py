"""What happened to a koppeling: named, past tense, announced inside the transaction; overdracht listens.

sender: koppeling.models.Koppeling; kwargs: koppeling, acting_user.
"""

from django.dispatch import Signal

koppeling_became_definitive = Signal()
koppeling_was_withdrawn = Signal()
koppeling_was_moved = Signal()  # the old one; the new one announces itself
koppeling_was_housed = Signal()
koppeling_access_ended = Signal()
screening_changed = Signal()  # kwargs: screening, acting_user
