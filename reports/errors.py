"""The one error that a reader of the command line can put right."""


class ReportError(Exception):
    """A report cannot be rendered; the message is one line: what was found, what is allowed."""
