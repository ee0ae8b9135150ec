"""What came of a check-in, as everybody may see it: in words, as bars, and over time."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cards.actions import Action
from cards.charts import bars
from cards.charts import line as chart_line
from cards.exports import OpenCheckinExport
from cards.parts import (
    CardJson,
    Element,
    card,
    counted,
    framed,
    heading,
    label,
    line,
    opener,
    run,
    sender,
    words,
)
from community.checkin_kinds import CheckinKind
from community.checkin_results import LOST_KEY, Results, Trend, in_words, place_words
from community.checkins import CheckinView
from community.people import Model
from community.privacy import shortened
from community.results import percentages

COMMENTS_SHOWN = 6
COMMENT_SHOWN_LIMIT = 200
PAGE_BYTES = 18 * 1024
"""A page of a list leaves room for the rest of its card."""
LINES_SHOWN = 6


class OpenComments(Action, verb="checkin.comments"):
    """Read all comments of a closed check-in."""

    checkin: str
    community: str = ""


class TurnComments(Action, verb="checkin.comments.page"):
    """Read another page of them."""

    checkin: str
    page: int = 0
    community: str = ""


class OpenWho(Action, verb="checkin.who"):
    """See who said what in a named check-in."""

    checkin: str
    community: str = ""


class TurnWho(Action, verb="checkin.who.page"):
    """See another page of it."""

    checkin: str
    page: int = 0
    community: str = ""


class OpenTrend(Action, verb="checkin.trend"):
    """See the line that a check-in belongs to over time."""

    checkin: str
    community: str = ""


class Said(Model):
    """What one member said in a named check-in."""

    name: str
    point: str
    comment: str = ""


def results_part(view: CheckinView) -> list[Element]:
    """The results of a closed check-in."""
    results = view.results or Results()
    body: list[Element] = [words(run(LOST_KEY))] if results.lost_key else []
    body.append(words(run(in_words(view.kind, results), bold=True), spacing="Medium"))
    if results.answered:
        body.append(line(f"{counted(results.answered, 'person', 'people')} answered.", subtle=True, small=True))
    if results.counts:
        body.append(_bars(view.kind, results.counts))
    return body + _comments(results)


def _bars(kind: CheckinKind, counts: Sequence[int]) -> Element:
    rows = zip(counts, percentages(counts), strict=True)
    return bars("Answers", [(kind.title_of(point), count, f"{share}%") for point, (count, share) in enumerate(rows, 1)])


def _comments(results: Results) -> list[Element]:
    if not results.comments:
        return []
    shown = [_quoted(shortened(comment.replace("\n", " "), COMMENT_SHOWN_LIMIT)) for comment in results.comments[:COMMENTS_SHOWN]]
    more = len(results.comments) - len(shown)
    left = [line(f"…and {counted(more, 'more comment', 'more comments')}.", subtle=True, small=True)] if more > 0 else []
    return [label("Comments, in no order"), *shown, *left]


def _quoted(comment: str) -> Element:
    return words(run(f"“{comment}”"), spacing="Small")


def result_buttons(view: CheckinView) -> list[Element]:
    """What can be looked at more closely once a check-in is closed."""
    results = view.results or Results()
    cut = [comment for comment in results.comments if len(comment) > COMMENT_SHOWN_LIMIT]
    made = [opener("Over time", OpenTrend(checkin=view.id))] if view.has_trend else []
    if cut or len(results.comments) > COMMENTS_SHOWN:
        made.append(opener("All comments", OpenComments(checkin=view.id)))
    if view.answered:
        made.append(opener("Who said what", OpenWho(checkin=view.id)))
    if results.answered is not None:
        made.append(opener("Export the results", OpenCheckinExport(checkin=view.id), secondary=True))
    return made


def told_card(view: CheckinView) -> CardJson:
    """What is said in the thread when a check-in closes."""
    results = view.results or Results()
    lost = [words(run(LOST_KEY))] if results.lost_key else []
    return card(
        [
            line("This check-in is closed. Its results are on the card."),
            words(run(view.question, subtle=True), small=True),
            words(run(in_words(view.kind, results), bold=True)),
            *lost,
        ]
    )


def comments_form(checkin: str, comments: Sequence[str], page: int, *, community: str = "") -> CardJson:
    """A page of the comments, each as it was written."""
    pages = in_pages([_quoted(comment) for comment in comments])
    body, at = _page(pages, page, "comment")
    steps = [(title, TurnComments(checkin=checkin, page=to, community=community)) for title, to in _steps(len(pages), at)]
    return card(body, [sender(title, step, style=None) for title, step in steps])


def who_form(checkin: str, said: Sequence[Said], page: int, *, community: str = "") -> CardJson:
    """A page of who said what."""
    pages = in_pages([_said(each) for each in said])
    body, at = _page(pages, page, "answer")
    steps = [(title, TurnWho(checkin=checkin, page=to, community=community)) for title, to in _steps(len(pages), at)]
    return card(body, [sender(title, step, style=None) for title, step in steps])


def _said(each: Said) -> Element:
    comment = [run(f" – “{each.comment}”", subtle=True)] if each.comment else []
    return words(run(f"{each.name}: ", bold=True), run(each.point), *comment, spacing="Small")


def in_pages(lines: Sequence[Element]) -> list[list[Element]]:
    """`lines` on as many pages as they need to fit into a card each."""
    pages: list[list[Element]] = [[]]
    room = PAGE_BYTES
    for each in lines:
        size = len(json.dumps(each, ensure_ascii=False).encode("utf-8", "replace"))
        if pages[-1] and size > room:
            pages.append([])
            room = PAGE_BYTES
        pages[-1].append(each)
        room -= size
    return pages


def _page(pages: Sequence[list[Element]], page: int, what: str) -> tuple[list[Element], int]:
    """The body of a page, and which it is: one that is there, whatever was asked for."""
    at = min(max(page, 0), len(pages) - 1)
    total = counted(sum(map(len, pages)), what, f"{what}s")
    said = f"{total}, page {at + 1} of {len(pages)}" if len(pages) > 1 else total
    return [line(said, subtle=True, small=True), *pages[at]], at


def _steps(pages: int, at: int) -> list[tuple[str, int]]:
    return [("Back", at - 1)] * (at > 0) + [("More", at + 1)] * (at < pages - 1)


def trend_card(trend: Trend, dates: Sequence[str]) -> CardJson:
    """A line over time: where the middle of each round was. `dates` say when each round closed."""
    kind, about = trend.kind, f" · {trend.topic}" if trend.topic else ""
    body: list[Element] = [heading("Over time"), words(run(f"{kind.label}{about}", bold=True))]
    places = [(date, each.results.middle) for date, each in zip(dates, trend.rounds, strict=True)]
    told = [(date, middle) for date, middle in places if middle is not None]
    if told:
        ends = f"1 is “{kind.name_of(1)}”, {len(kind.points)} is “{kind.name_of(len(kind.points))}”."
        body += [chart_line("The middle of each round", told), words(run(ends, subtle=True), small=True)]
        body.append(
            framed([words(run(f"{date}: ", bold=True), place_words(kind, middle), spacing="Small") for date, middle in told])
        )
    else:
        body.append(line("No round of this check-in had enough answers yet."))
    if trend.left_out:
        said = counted(trend.left_out, "round had too few answers and is", "rounds had too few answers and are")
        body.append(line(f"{said} left out.", subtle=True, small=True))
    return card(body)


def trends_card(lines: Sequence[tuple[str, str]], *, community: str = "") -> CardJson:
    """The lines of a community, as (a round of it, what it is called)."""
    if not lines:
        return card(
            [
                heading("Over time"),
                line("No check-in has been closed yet. Once one has, I show how it changes from round to round."),
            ]
        )
    shown = lines[:LINES_SHOWN]
    actions = [opener(shortened(title, 60), OpenTrend(checkin=checkin, community=community)) for checkin, title in shown]
    return card([heading("Over time"), line("Which check-in would you like to see?")], actions)
