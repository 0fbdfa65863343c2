"""The annual cycle: members' proposals and key priorities, the committee's priorities, and the annual meeting."""
