"""The ids of what a community makes. Ours, random, at least 122 bits."""

from __future__ import annotations

from typing import NewType

AskId = NewType("AskId", str)
AnswerId = NewType("AnswerId", str)
