"""The pages of talks and agreements, the same for both sides: what differs is whose turn it is and what may be read.

Reads the shared tables alone, as the gemeente's pages do; an import contract holds it to that.
"""
