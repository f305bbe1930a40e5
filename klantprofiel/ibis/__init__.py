"""The feed from COA's register IBIS: reading a file, judging its lines, and writing them by the thousand.

The format stands in docs/ibis.md; `formaat` is that page as code.
"""
