"""Every component and page pattern on example pages, for the tests and for a look while designing."""
