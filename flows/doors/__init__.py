"""The doors of the command line: those of organisers, and those of auditors."""
