"""The cards of what repeats, for the gallery."""

from __future__ import annotations

from typing import Any

from cards.rhythms import RhythmSeen, rhythms_card, skipped_card, stop_form
from community.rhythms import MOST, TITLE_LIMIT

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"


def _seen(title: str, when: str, by: str) -> RhythmSeen:
    return RhythmSeen(id=ID, title=title, when=when, by=by)


def usual() -> dict[str, Json]:
    """As they usually are."""
    weekly = _seen("How heavy is it right now?", "Every Monday at 09:00 · next Monday 23 November at 09:00", "Amara Osei")
    once = _seen("Which topic next?", "Once, on Friday 27 November at 12:30", "Ben Carter, who has left")
    return {
        "rhythms": rhythms_card(ID, "MCA community", [weekly, once]),
        "rhythms-none": rhythms_card(ID, "MCA community", []),
        "rhythm-stop": stop_form(ID, weekly),
        "rhythm-skipped": skipped_card(
            "MCA community", weekly.title, "Monday 23 November at 09:00", "Monday 30 November at 09:00"
        ),
        "rhythm-missed": skipped_card("MCA community", once.title, "Friday 27 November at 12:30", ""),
    }


def filled_with(text: str, name: str, long: str) -> dict[str, Json]:
    """Full of what people write."""
    each = _seen(
        long[:TITLE_LIMIT], "Every month on day 31, or the last one, at 09:00 · next Wednesday 30 September 2027 at 09:00", name
    )
    return {
        "rhythms": rhythms_card(ID, text, [each] * MOST),
        "rhythms-none": rhythms_card(ID, text, []),
        "rhythm-stop": stop_form(ID, each),
        "rhythm-skipped": skipped_card(text, each.title, "Monday 23 November at 09:00", "Monday 30 November at 09:00"),
    }
