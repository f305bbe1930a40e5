"""The inzage-overzicht (AVG art. 15): what was shared with whom, and who looked, for the person it is about."""
