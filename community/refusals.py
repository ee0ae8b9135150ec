"""A refusal is a normal outcome: a sentence the member reads, saying what to do next."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Raised by a rule that says no. The member reads `sentence`; nothing is changed.

    Subclasses sit beside the rule that raises them and say their sentence once. A sentence may hold
    `{named}` parts, filled from keyword arguments.
    """

    sentence: ClassVar[str] = "That cannot be done here."

    def __init__(self, **parts: str | int) -> None:
        self.said = self.sentence.format(**parts)
        super().__init__(self.said)
