"""A button is a type: built into the card, handed to the dialog.

Verbs are never renamed. Cards in channels live for years, so a field may be added with a default, and never taken away.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, field_validator


class Action(BaseModel):
    """What a button or a form carries. Subclass as `class SameHere(Action, verb="ask.same")`.

    Fields are client-controlled: they say what was pressed, never who pressed it or what they may do.
    Unknown fields are dropped, because old and new cards live side by side.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=20_000, defer_build=True)

    verb: ClassVar[str] = ""

    def __init_subclass__(cls, *, verb: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if verb:
            cls.verb = verb

    @classmethod
    def __pydantic_init_subclass__(cls, *, verb: str = "", **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)

    @field_validator("*")
    @classmethod
    def _keepable(cls, value: object) -> object:
        """A NUL, which PostgreSQL cannot keep, means nothing in any field."""
        return value.replace("\0", "") if isinstance(value, str) else value

    @classmethod
    def read(cls, data: dict[str, object]) -> Self:
        """Validate what a card or form sent.

        Raises `pydantic.ValidationError` for a wrong shape.
        """
        return cls.model_validate(data)

    def carried(self) -> dict[str, object]:
        """What the card holds for this button: the verb and the fields that were set."""
        return {
            "verb": self.verb,
            **{name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set},
        }
