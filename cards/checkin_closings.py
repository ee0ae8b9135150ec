"""Running a check-in that is open: close it, give it more time, or withdraw it."""

from __future__ import annotations

from cards.actions import Action
from cards.parts import CardJson, Element, card, line, problem, run, sender, text_field, words
from community.checkin_plans import CLOSES_LIMIT


class OpenManage(Action, verb="checkin.manage"):
    """Open the form to run a check-in."""

    checkin: str
    community: str = ""


class _Managed(Action):
    checkin: str
    community: str = ""
    closes: str = ""


class CloseCheckin(_Managed, verb="checkin.close.send"):
    """Close it now."""


class ExtendCheckin(_Managed, verb="checkin.extend.send"):
    """Close it at another time."""


class AskWithdraw(_Managed, verb="checkin.withdraw"):
    """Ask once more before it is withdrawn."""


class WithdrawCheckin(_Managed, verb="checkin.withdraw.send"):
    """Withdraw it."""


def manage_form(checkin: str, question: str, closes: str, *, typed: str = "", wrong: str = "", community: str = "") -> CardJson:
    """The form to run a check-in. `closes` says when it closes."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        words(run(question, bold=True)),
        words(run(f"It closes {closes}." if closes else "It stays open until you close it.")),
        text_field("closes", "Close it at another time", limit=CLOSES_LIMIT, value=typed, hint="Friday 17:00, or in 3 days"),
        line("A check-in that repeats is stopped with **@Canopy rhythms**.", subtle=True, small=True),
    ]
    whose = {"checkin": checkin, "community": community}
    return card(
        body,
        [
            sender("Close now", CloseCheckin(**whose)),
            sender("Change the time", ExtendCheckin(**whose), style=None),
            sender("Withdraw", AskWithdraw(**whose), style="destructive"),
        ],
    )


def withdraw_form(checkin: str, question: str, *, community: str = "") -> CardJson:
    """Asks once more before a check-in is withdrawn."""
    return card(
        [
            line("Withdraw this check-in? All answers to it are deleted, and nobody sees any of them."),
            words(run(question, bold=True)),
        ],
        [sender("Withdraw it", WithdrawCheckin(checkin=checkin, community=community), style="destructive")],
    )
