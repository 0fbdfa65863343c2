"""What is wrong with a file of ballots."""


class FileFault(ValueError):
    """A file that can't be read as ballots; the message names the place, the value and the remedy."""
