"""What the functionaris gegevensbescherming works with: the reading log, its chain, the verwerkingsregister."""
