"""The year: its plan, what of it is done, what is due, and what ends on the committee."""
