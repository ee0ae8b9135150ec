"""The form that reminds those who have not answered a poll."""

from __future__ import annotations

from cards.actions import Action
from cards.parts import CardJson, card, counted, line, run, sender, words
from community.reminders import Waiting


class OpenRemind(Action, verb="poll.remind"):
    """Ask once more before reminding."""

    poll: str
    community: str = ""


class SendRemind(Action, verb="poll.remind.send"):
    """Remind those who have not answered."""

    poll: str
    community: str = ""


def remind_form(sent: SendRemind, question: str, waiting: Waiting | None) -> CardJson:
    """What is about to happen. Of an anonymous poll (`waiting` is None) no number is said."""
    if waiting is None:
        many = "I remind those who have not answered. How many they are stays with me, as the poll is anonymous."
    else:
        many = f"{waiting.waiting} of {counted(waiting.here, 'member has', 'members have')} not answered."
    return card(
        [
            words(run(question, bold=True)),
            line(many),
            line("Each of them gets the poll once, in private. You will not see who they are.", subtle=True),
            line("A poll reminds once.", subtle=True, small=True),
        ],
        [sender("Remind them", SendRemind(poll=sent.poll, community=sent.community))],
    )
