"""Pages of the accountbeheerder of a gemeente."""
