"""Figures per gemeente and half year for who may never see a person (DESIGN §3, Regiocoördinator)."""
