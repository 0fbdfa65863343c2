"""The rehearsal: a whole season with made-up people, played on the sandbox through the real doors."""
