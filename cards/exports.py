"""The cards and forms of exports."""

from __future__ import annotations

from cards.actions import Action
from cards.parts import CardJson, Element, button, card, choice_field, line, run, sender, words


class OpenExport(Action, verb="poll.export"):
    """Open the form that exports a poll."""

    poll: str
    community: str = ""


class OpenCheckinExport(Action, verb="checkin.export"):
    """Open the form that exports a check-in."""

    checkin: str
    community: str = ""


class SendExport(Action, verb="export.send"):
    """Have a file offered in 1:1. `about` is what it is of ("poll:<id>"), `kind` how it is written ("xlsx", "csv")."""

    nonce: str
    about: str
    kind: str = "xlsx"
    community: str = ""


class TakeExport(Action, verb="export.take"):
    """What comes back when an offered file is wanted, or not. `offer` tells one offer from the next."""

    about: str
    kind: str = "xlsx"
    community: str = ""
    offer: str = ""


class OfferAgain(Action, verb="export.again"):
    """Have the file offered once more. `offer` tells one card from the next."""

    about: str
    kind: str = "xlsx"
    community: str = ""
    offer: str = ""


KINDS = (("Excel workbook (.xlsx)", "xlsx"), ("CSV, for other programs (.csv)", "csv"))


def export_form(sent: SendExport, question: str, *, holds: str, still_open: bool) -> CardJson:
    """The form for an export: of what, and as which kind of file. `holds` says in our words what is in it."""
    body: list[Element] = [words(run(question, bold=True))]
    if still_open:
        body.append(line("It is still open: the file holds the votes so far, and says so."))
    body.append(choice_field("kind", "Which kind of file?", KINDS, value=sent.kind, missing="Please choose one."))
    body.append(line(holds, subtle=True, small=True))
    return card(body, [sender("Send it to me", SendExport(nonce=sent.nonce, about=sent.about, community=sent.community))])


def told_card(sentence: str, again: OfferAgain | None = None) -> CardJson:
    """One sentence where a file was offered, and a button that offers it once more."""
    return card([words(run(sentence))], [button("Offer it again", again)] if again else [])
