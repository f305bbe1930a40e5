"""Random histories of the whole access, judged after every step by a model of R1-R7 that shares no filter with the
portal: `facts` records what happened, `rules` says what follows, `doors` and `raw` read what the portal really shows.
"""
