"""The ids of what a community makes. Ours, random, at least 122 bits."""

from __future__ import annotations

from typing import NewType

AskId = NewType("AskId", str)
AnswerId = NewType("AnswerId", str)
PollId = NewType("PollId", str)
PromptId = NewType("PromptId", str)
ReflectionId = NewType("ReflectionId", str)
CheckinId = NewType("CheckinId", str)
RhythmId = NewType("RhythmId", str)
DocumentId = NewType("DocumentId", str)
FilingId = NewType("FilingId", str)
