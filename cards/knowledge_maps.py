"""The knowledge map as a card with a chart, and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.charts import bars
from cards.exports import KINDS, SendExport
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    counted,
    heading,
    label,
    line,
    opener,
    run,
    sender,
    words,
)
from cards.profile_writing import OpenProfile
from community.knowledge_maps import NAMED, KnowledgeMap, OnTheMap
from community.privacy import shortened

NAME_SHOWN = 60
MOST_ROWS, MOST_UNTOUCHED = 30, 20
"""So many topics are in the table of a form; the file holds them all."""
CHART = "Gaps first"
HOW_TO_READ = "How often each topic was asked about or wished for, and how many can help."
COUNTS_ONLY = "Counts only, no names: from profiles, and from what was asked in the last quarter."
EMPTY = "There is nothing to draw yet: no profile names a topic, and in the last quarter nobody asked about one."


class OpenMapTable(Action, verb="map.table"):
    """Open the knowledge map as a table."""

    community: str = ""


def map_card(found: KnowledgeMap, community: str) -> CardJson:
    """What a community knows and misses: a chart of the gaps, and the same in words."""
    body: list[Element] = [heading("What we know, and what we are missing")]
    if not found.topics:
        body += [line(EMPTY), line("Two lines in a profile are a beginning.", subtle=True)]
        return card(body, [opener("My profile", OpenProfile(community=community), style="positive")])
    if found.charted:
        body.append(line(HOW_TO_READ, subtle=True, small=True))
        body.append(bars(CHART, [(each.label.partition(" (")[0], each.wanted, _can_help(each)) for each in found.charted]))
    body += _named("Wanted, and nobody can help yet", [each.label for each in found.missing])
    body += _named("Several can help", [f"{each.label} ({each.helping})" for each in found.strong])
    body += _named("Nobody has named these yet", found.untouched)
    body.append(line(COUNTS_ONLY, subtle=True, small=True))
    own = opener("My profile", OpenProfile(community=community))
    return card(body, [opener("Show the table", OpenMapTable(community=community)), own], speak="The knowledge map")


def table_form(found: KnowledgeMap, sent: SendExport) -> CardJson:
    """The map topic by topic, gaps first, and the way to take it as a file."""
    body: list[Element] = []
    for each in found.topics[:MOST_ROWS]:
        body.append(words(run(shortened(each.label, NAME_SHOWN), bold=True)))
        body.append(words(run(_row(each)), small=True, spacing="None"))
    if not found.topics:
        body.append(line(EMPTY))
    if len(found.topics) > MOST_ROWS:
        body.append(line(f"The file holds {len(found.topics) - MOST_ROWS} more.", subtle=True))
    body += _named("Nobody has named these yet", found.untouched, MOST_UNTOUCHED)
    body.append(line(COUNTS_ONLY, subtle=True, small=True))
    body.append(choice_field("kind", "As which kind of file?", KINDS, value=sent.kind, missing="Please choose one."))
    carried = SendExport(nonce=sent.nonce, about=sent.about, community=sent.community)
    return card(body, [sender("Send it to me as a file", carried)])


def _can_help(each: OnTheMap) -> str:
    return f"{each.helping} can help" if each.helping else "nobody can help yet"


def _row(each: OnTheMap) -> str:
    asked = counted(each.asked, "time", "times")
    return f"{each.helping} can help · {each.learning} would like to learn · asked about {asked}"


def _named(title: str, labels: Sequence[str], most: int = NAMED) -> list[Element]:
    """A line of topics with what they have in common; nothing where there are none."""
    if not labels:
        return []
    shown = " · ".join(shortened(name, NAME_SHOWN) for name in labels[:most])
    more = f" and {len(labels) - most} more" if len(labels) > most else ""
    return [label(title), words(run(f"{shown}{more}"), spacing="Small")]
