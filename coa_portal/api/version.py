"""The version of the API: semantic, its major number stands in the address."""

API_VERSION = "1.1.0"
