"""Elections: a vote from its draft to its certificate, the members’ or the committee’s."""
