"""What the classifier learns from, and how. Not used when the portal runs."""
