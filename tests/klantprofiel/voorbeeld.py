"""The household of the sample form (source B2) in a test."""

from klantprofiel.demo_sample import create_sample, fill_sample

__all__ = ["create_sample", "fill_sample"]
