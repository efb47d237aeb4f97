"""The one error that a reader of the command line can put right."""


class ReportError(Exception):
    """The marts cannot be reported or published; one line: what was found, what is allowed."""
