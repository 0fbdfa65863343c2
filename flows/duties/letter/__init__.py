"""Letters: planned, addressed, drafted and sent once, and the links that they carry."""
