"""Membership: the sheets are read, who may vote is ruled and put on record, and each member is told."""
