"""What is said often and means no kind: a cue inside one of these does not count."""

from __future__ import annotations

from typing import Final

CUES: Final = """
    (thank|thanks|cheers) you? ~2 (for|to) ~4
    (not|no) longer? (need|want|looking) ~3
    do not (need|want|share|visit) ~3
    (feel free|happy|free) to (message|contact|call|ring|email|ask|talk|chat|meet|help)
    who knows (it|if|when)
    who knows what (will|would|is|might|could|may|the|that|they|he|she|happened)
    (attached|attaching) the (minute|agenda|invoice|rota|timesheet)
    record the? (meeting|session|call|training|webinar)
    looking for ~1 (guidance|support|help)
    looking (forward|after)
    (one|person|only|man|woman|family|nurse) who knows ~1
    (can|could|shall|should) we get together
    (join|joining) (the|this) (meeting|call|session|team)
    how do you (do|mean|find)
    how (are|is) (you|we|everyone|things)
    how (do|does) (other|your) ~3 {tackle}
    (what|which) do you mean
"""
