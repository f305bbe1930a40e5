"""What happens to accounts, told to the layers above: synchronously and inside the transaction."""

from django.dispatch import Signal

# a role was given or renewed by somebody; carries toekenning, acting_user
toekenning_was_granted = Signal()
# a grant ended, expired or was blocked; carries toekenning, acting_user
toekenning_was_taken = Signal()
# a grant ends within some days; carries toekenning, days
toekenning_runs_out = Signal()
# grants on one parent end on one day; carries scope ("gemeente:GM0344" or "COA"), ends, days
grants_run_out = Signal()
# nobody uses the account: it is blocked within some days; carries gebruiker, blocked_from, days
account_falls_asleep = Signal()
# a gemeente asked for an account; carries aanvraag, acting_user
aanvraag_was_made = Signal()
# the beheerder granted or refused; carries aanvraag, acting_user
aanvraag_was_answered = Signal()
# the account no longer works for a gemeente: what it held there as a person is to be let go; carries gebruiker,
# gemeente_id, acting_user
gemeente_was_left = Signal()
