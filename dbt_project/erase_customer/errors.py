"""The one error that a reader of the command line can put right."""


class EraseError(Exception):
    """A customer cannot be erased; the message is one line: what was found, what is allowed."""
