"""Exports: whoever runs a poll takes its results along as a file, in 1:1, once, and as they are at that moment."""

from __future__ import annotations

import re

import pytest

from sandbox.world import Message
from tests.support.cards import fields_of
from tests.support.checkin_players import all_answer, begins, round_of
from tests.support.checkin_players import ends as ends_checkin
from tests.support.edge_service import Service
from tests.support.export_players import (
    SAVED,
    answers_otherwise,
    asks_for,
    exports,
    exports_checkin,
    facts_of,
    files_of,
    leaves_it,
    lines_of,
    offer_to,
    offered,
    offers_to,
    opens_export_of_old,
    refused,
    sheets_of,
    shown_to,
    takes,
)
from tests.support.players import Player, read
from tests.support.poll_players import EVERYBODY, Poll, all_vote, chooses_several, ends, erases, manages, poll, ranks, writes
from tests.support.stage import Stage, eventually

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d"
AVAILABLE = {"Ben": "Mentoring", "Chidi": "Onboarding", "Dana": "Mentoring"}


async def named(stage: Stage, **details: str) -> Poll:
    """A named poll in which three have voted."""
    launched = await poll(stage.person("Amara"), **details)
    await all_vote(stage, launched, **AVAILABLE)
    return launched


async def anonymous(stage: Stage, *voters: str, close: bool = True) -> Poll:
    """An anonymous poll in which some have voted."""
    launched = await poll(stage.person("Amara"), mode="anonymous")
    for place, name in enumerate(voters):
        await stage.person(name).presses(launched.card, "Mentoring" if place % 2 else "Onboarding")
    if close:
        await ends(stage.person("Amara"), launched)
    return launched


async def takes_while_onedrive_is_busy(player: Player, offer: Message) -> None:
    """Press Allow, and wait until a first try has failed. OneDrive stays busy until its faults are cleared."""
    stage = player.stage
    stage.teams.faults.on("PUT", area="files", status=503, times=None)
    await stage.teams.accept_file(player.member, offer)
    await eventually(lambda: stage.count("SELECT count(*) FROM outbox WHERE kind = 'upload' AND state = 'pending' AND tries > 0"))


async def test_a_named_poll_is_exported_with_who_voted_what(stage: Stage) -> None:
    """One sheet says how the poll fell, another who voted what and when, in the community's time."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    await ends(amara, launched)

    content = await exports(amara, launched)

    sheets = sheets_of(content)
    assert list(sheets) == ["Results", "Votes"]
    facts = facts_of(content)
    assert facts["Question"] == "Which topic next?"
    assert (facts["Kind"], facts["Answers"], facts["People who answered"]) == ("Single choice", "Named", 3)
    for moment in ("Opened", "Closed", "Exported"):
        assert re.fullmatch(rf"{TIME} \(Europe/London\)", facts[moment])
    assert sheets["Results"][-3:] == [["Option", "Votes", "Percent"], ["Mentoring", 2, 67], ["Onboarding", 1, 33]]
    assert sheets["Votes"][0] == ["Name", "Answer", "Voted (Europe/London)"]
    assert [line[:2] for line in sheets["Votes"][1:]] == [
        ["Ben Carter", "Mentoring"], ["Chidi Okafor", "Onboarding"], ["Dana Whitfield", "Mentoring"],
    ]  # fmt: skip
    assert all(re.fullmatch(TIME, line[2]) for line in sheets["Votes"][1:])


async def test_a_csv_holds_the_votes(stage: Stage) -> None:
    """For other programs: a line for each vote, and one above that says what is what."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)

    lines = lines_of(await exports(amara, launched, "csv"))

    assert lines[0] == ["Name", "Answer", "Voted (Europe/London)"]
    assert [line[:2] for line in lines[1:]] == [
        ["Ben Carter", "Mentoring"], ["Chidi Okafor", "Onboarding"], ["Dana Whitfield", "Mentoring"],
    ]  # fmt: skip


async def test_the_file_is_offered_in_private_as_teams_wants_it(stage: Stage) -> None:
    """Teams asks the facilitator, says where the file goes, and shows it there; the offer gives way to a sentence."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    said_before = len(stage.posted())

    offer = await asks_for(amara, launched)

    file = offered(offer)
    assert re.fullmatch(r"Poll - Which topic next - \d{1,2} [A-Z][a-z]{2} \d{4}\.xlsx", file["name"])
    assert file["content"]["sizeInBytes"] > 1_000
    assert file["content"]["acceptContext"] == file["content"]["declineContext"]
    assert file["content"]["acceptContext"]["verb"] == "export.take"
    await takes(amara, offer)
    [stored] = files_of(amara)
    assert stored.name == file["name"]
    [shown] = shown_to(amara)
    assert (shown["name"], shown["contentUrl"], shown["content"]["uniqueId"]) == (stored.name, stored.url, stored.id)
    assert amara.sees(offer) == SAVED
    assert offers_to(amara) == []
    assert len(stage.posted()) == said_before


async def test_the_form_says_what_the_file_holds(stage: Stage) -> None:
    """Before anything is sent, the form says whether there are names in it, and that an open poll goes on."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)

    form = await manages(amara, launched, "Export the results")

    assert "Which topic next?" in read(form)
    assert "still open" in read(form)
    assert "who voted what, and when" in read(form)
    assert [choice["value"] for choice in fields_of(form.card or {})["kind"]["choices"]] == ["xlsx", "csv"]
    closed = await anonymous(stage, *EVERYBODY)
    assert "counts and no names" in read(await manages(amara, closed, "Export the results"))


async def test_an_open_poll_is_exported_as_it_is_now_and_says_so(stage: Stage) -> None:
    """The votes so far are exported as such; taken later, the file holds what came in meanwhile."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    offer = await asks_for(amara, launched)
    await all_vote(stage, launched, Efe="Onboarding")

    await takes(amara, offer)

    facts = facts_of(files_of(amara)[-1].content)
    assert facts["Closed"].startswith("Still open")
    assert facts["People who answered"] == 4


async def test_whoever_launched_a_poll_may_export_it_and_others_may_not(stage: Stage) -> None:
    """A member without a role who launched nothing reads that it is not for them, and gets no file."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    stage.change("UPDATE communities SET anyone_launches = true")
    launched = await poll(ben)
    await all_vote(stage, launched, Chidi="Mentoring")

    assert lines_of(await exports(ben, launched, "csv"))[1][:2] == ["Chidi Okafor", "Mentoring"]
    assert lines_of(await exports(amara, launched, "csv"))[1][:2] == ["Chidi Okafor", "Mentoring"]
    manage = await chidi.opens(launched.card, "Manage")
    assert "Only a facilitator, or whoever launched this poll" in manage.text


async def test_a_form_that_was_opened_before_is_not_a_right(stage: Stage) -> None:
    """Who sends somebody else's form, or presses Allow on somebody else's offer, reads a sentence and gets nothing."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    launched = await named(stage)
    form = await manages(amara, launched, "Export the results")

    sent = await ben.sends(form)
    assert "Only a facilitator, or whoever launched this poll" in sent.text
    assert [message for message in ben.all_told() if not message.text] == []

    offer = await asks_for(amara, launched)
    await takes(amara, offer)
    other = await asks_for(amara, launched)
    context = offered(other)["content"]["acceptContext"]
    seed = next(sent for sent in stage.teams.sent if sent.get("name") == "fileConsent/invoke")
    await ben.whispers("help")
    stolen = {
        **seed, "id": "f:stolen", "from": ben.member.as_account(), "replyToId": "",
        "conversation": {**seed["conversation"], "id": ben.member.chat_id}, "value": {**seed["value"], "context": context},
    }  # fmt: skip
    assert (await stage.teams.redeliver(stolen))[0] == 200
    await stage.settles()
    assert "Only a facilitator, or whoever launched this poll" in ben.sees(ben.told())
    assert files_of(ben) == []
    assert len(files_of(amara)) == 1


async def test_an_anonymous_poll_is_exported_as_counts(stage: Stage) -> None:
    """Counts from five answers on, once it is closed; no name and no time of anybody is in the file."""
    amara = await stage.opens(facilitator="Amara")
    launched = await anonymous(stage, *EVERYBODY)

    content = await exports(amara, launched)

    sheets = sheets_of(content)
    assert list(sheets) == ["Results"]
    assert facts_of(content)["Answers"] == "Anonymous: counts only"
    assert sheets["Results"][-3:] == [["Option", "Votes", "Percent"], ["Mentoring", 2, 40], ["Onboarding", 3, 60]]
    assert not any(name in str(sheets) for name in ("Ben", "Chidi", "Dana", "Efe", "Farah"))
    lines = lines_of(await exports(amara, launched, "csv"))
    assert lines == [["Option", "Votes", "Percent"], ["Mentoring", "2", "40"], ["Onboarding", "3", "60"]]


async def test_anonymous_answers_are_not_exported_before_they_may_be_seen(stage: Stage) -> None:
    """While the poll is open, or of fewer than five answers, there is a sentence and no offer."""
    amara = await stage.opens(facilitator="Amara")
    still_open = await anonymous(stage, *EVERYBODY, close=False)
    few = await anonymous(stage, "Ben", "Chidi", "Dana", "Efe")

    for launched in (still_open, few):
        manage = await amara.opens(launched.card, "Manage")
        if "Export the results" in str(manage.card):
            told = await refused(amara, launched)
            assert "anonymous" in told.text
    assert offers_to(amara) == []


async def test_open_words_are_exported_as_they_were_written(stage: Stage) -> None:
    """Named words with their names; anonymous ones in an order that says nothing; formulas stay text."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    launched = await poll(amara, "words")
    await writes(ben, launched, words='=HYPERLINK("https://example.org") café, “really”')

    lines = lines_of(await exports(amara, launched, "csv"))
    assert lines[1][:2] == ["Ben Carter", '\'=HYPERLINK("https://example.org") café, “really”']
    sheets = sheets_of(await exports(amara, launched))
    assert sheets["Votes"][1][:2] == ["Ben Carter", '=HYPERLINK("https://example.org") café, “really”']

    hidden = await poll(amara, "words", mode="anonymous")
    for name in EVERYBODY:
        await writes(stage.person(name), hidden, words=f"From number {len(name)}{name[1]}")
    await ends(amara, hidden)
    content = await exports(amara, hidden)
    assert sorted(line[0] for line in sheets_of(content)["Results"][-5:]) == sorted(
        f"From number {len(name)}{name[1]}" for name in EVERYBODY
    )


async def test_several_choices_and_places_have_a_column_each(stage: Stage) -> None:
    """Of several choices each has a column; of a ranking each place; the rounds of the run-off stand beside the counts."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    several = await poll(amara, "multiple", ("Mentoring", "Onboarding", "Risk"), most="2")
    await chooses_several(ben, several, "Mentoring", "Risk")
    await chooses_several(chidi, several, "Risk")
    await ends(amara, several)
    sheets = sheets_of(await exports(amara, several))
    assert sheets["Results"][-4:] == [
        ["Option", "Votes", "Percent of those who answered"], ["Mentoring", 1, 50], ["Onboarding", 0, 0], ["Risk", 2, 100],
    ]  # fmt: skip
    assert [line[:3] for line in sheets["Votes"]] == [
        ["Name", "Answer 1", "Answer 2"], ["Ben Carter", "Mentoring", "Risk"], ["Chidi Okafor", "Risk", None],
    ]  # fmt: skip

    ranked = await poll(amara, "ranked", ("Mentoring", "Onboarding", "Risk"))
    await ranks(ben, ranked, "Mentoring", "Risk")
    await ranks(chidi, ranked, "Mentoring")
    await ranks(dana, ranked, "Risk", "Onboarding", "Mentoring")
    await ends(amara, ranked)
    content = await exports(amara, ranked)
    assert facts_of(content)["Result"] == "Mentoring"
    sheets = sheets_of(content)
    assert sheets["Results"][-4][:4] == ["Option", "First choices", "Percent", "Round 1"]
    assert sheets["Votes"][0][:4] == ["Name", "Choice 1", "Choice 2", "Choice 3"]
    assert sheets["Votes"][3][:4] == ["Dana Whitfield", "Risk", "Onboarding", "Mentoring"]


async def test_an_offer_that_is_not_wanted_gives_way(stage: Stage) -> None:
    """Decline, and a sentence stands where the offer was; nothing was stored, and Allow does nothing any more."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))

    await leaves_it(amara, offer)

    assert "not saved" in amara.sees(offer)
    assert offers_to(amara) == []
    assert files_of(amara) == []


async def test_a_file_is_taken_once(stage: Stage) -> None:
    """However often Allow is pressed or comes again, there is one file, and it is shown once."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    offer = await asks_for(amara, launched)
    context = offered(offer)["content"]["acceptContext"]
    await takes(amara, offer)

    await stage.comes_again()
    await stage.comes_again(new_id=True)
    later = await asks_for(amara, launched)
    await answers_otherwise(amara, later, **context)

    assert len(files_of(amara)) == 1
    assert len(shown_to(amara)) == 1


async def test_an_old_offer_of_a_withdrawn_poll_saves_nothing(stage: Stage) -> None:
    """Allow on an offer from before the poll was withdrawn: a sentence, and no file."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    offer = await asks_for(amara, launched)
    await erases(amara, launched)

    await takes(amara, offer)

    assert "withdrawn" in amara.sees(offer)
    assert files_of(amara) == []
    assert shown_to(amara) == []


async def test_who_does_not_facilitate_any_more_gets_nothing(stage: Stage) -> None:
    """Rights are those of the moment: an offer from before is no right."""
    amara = await stage.opens(facilitator="Amara")
    stage.change("UPDATE members SET role = 'facilitator'")
    ben = stage.person("Ben")
    offer = await asks_for(ben, await named(stage))
    stage.change("UPDATE members SET role = 'member' WHERE name LIKE 'Ben%'")

    await takes(ben, offer)

    assert "Only a facilitator, or whoever launched this poll" in ben.sees(offer)
    assert files_of(ben) == files_of(amara) == []


async def test_who_left_the_team_gets_nothing(stage: Stage) -> None:
    """Somebody who is not in the community any more cannot take a file of it."""
    amara = await stage.opens(facilitator="Amara")
    stage.change("UPDATE members SET role = 'facilitator'")
    ben = stage.person("Ben")
    offer = await asks_for(ben, await named(stage))
    await stage.leaves(ben)

    await takes(ben, offer)

    assert files_of(ben) == files_of(amara) == []
    assert shown_to(ben) == []


@pytest.mark.parametrize("status", [404, 410])
async def test_an_offer_that_has_run_out_can_be_made_again(stage: Stage, status: int) -> None:
    """OneDrive takes nothing at that address any more: a sentence and a button, which offers the file once more, once."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    offer = await asks_for(amara, launched)
    stage.teams.faults.on("PUT", area="files", status=status)

    await takes(amara, offer)
    assert "has run out" in amara.sees(offer)
    assert (files_of(amara), shown_to(amara)) == ([], [])

    button = amara.button(offer, "Offer it again")
    await amara.presses_old(offer, button)
    await amara.presses_old(offer, button)
    assert len(offers_to(amara)) == 1
    await takes(amara, offer_to(amara))
    assert len(files_of(amara)) == 1


async def test_a_full_onedrive_is_said(stage: Stage) -> None:
    """No room: the member reads so, and can have the file offered again."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))
    stage.teams.faults.on("PUT", area="files", status=507)

    await takes(amara, offer)

    assert "may be full" in amara.sees(offer)
    assert "Offer it again" in amara.buttons(offer)


async def test_a_bad_moment_of_onedrive_is_waited_for(stage: Stage) -> None:
    """Busy or failing, it is asked again; the file is there once, and its address is nowhere afterwards."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))
    stage.teams.faults.on("PUT", area="files", status=503)

    await takes(amara, offer)

    assert len(files_of(amara)) == 1
    assert amara.sees(offer) == SAVED
    assert "/drive/uploads/" not in stage.everything_kept()


async def test_an_answer_that_was_lost_makes_no_second_file(stage: Stage) -> None:
    """The file arrived and OneDrive's answer did not: it is there once, and the member is told to look."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))
    stage.teams.faults.drop("PUT", area="files", after_work=True)

    await takes(amara, offer)

    assert len(files_of(amara)) == 1
    assert "If the file is not in your OneDrive already" in amara.sees(offer)
    assert "/drive/uploads/" not in stage.everything_kept()


async def test_an_upload_is_given_up_in_time(stage: Stage) -> None:
    """OneDrive stays away: after ten minutes the member is told, and the address is kept no longer."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))
    await takes_while_onedrive_is_busy(amara, offer)

    await stage.moves(minutes=11)

    assert "did not take the file" in amara.sees(offer)
    assert "/drive/uploads/" not in stage.everything_kept()
    assert files_of(amara) == []


async def test_what_was_withdrawn_while_it_was_on_its_way_is_not_sent(stage: Stage) -> None:
    """OneDrive is busy, and the poll is withdrawn meanwhile: nothing of it is sent afterwards."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    offer = await asks_for(amara, launched)
    await takes_while_onedrive_is_busy(amara, offer)
    stage.change("UPDATE polls SET state = 'withdrawn'")

    stage.teams.faults.clear()
    await stage.settles()

    assert files_of(amara) == []
    assert "nothing to save" in amara.sees(offer)


async def test_a_courier_that_was_killed_while_sending_leaves_no_file_out(stage: Stage) -> None:
    """Whoever takes over sends the same bytes again: putting a file is safe to repeat."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))
    await takes_while_onedrive_is_busy(amara, offer)
    stage.change("UPDATE outbox SET state = 'sending', courier = 'somebody who is gone' WHERE kind = 'upload'")
    stage.teams.faults.clear()

    await eventually(lambda: files_of(amara), seconds=20)

    await stage.settles()
    assert len(files_of(amara)) == 1
    assert amara.sees(offer) == SAVED


async def test_the_address_goes_with_a_file_that_cannot_be_made(stage: Stage) -> None:
    """A fault of ours, while the file is on its way: where it was to go is not kept."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    await ends(amara, launched)
    offer = await asks_for(amara, launched)
    await takes_while_onedrive_is_busy(amara, offer)
    assert "/drive/uploads/" in stage.everything_kept()
    stage.change("UPDATE polls SET results = 'nothing that can be read'")
    stage.teams.faults.clear()

    await stage.settles()

    assert files_of(amara) == []
    assert "/drive/uploads/" not in stage.everything_kept()


async def test_a_file_goes_only_where_files_may_go(stage: Stage) -> None:
    """An address that was slipped in gets nothing: not a byte of the file and no token; the member reads a sentence."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    await exports(amara, launched)
    trap = await Service().start()
    port = trap.url.rpartition(":")[2]
    try:
        for upload in (
            f"{trap.url}/up", f"{stage.teams.url}@127.0.0.1:{port}/up", f"http://localhost:{port}/up", "http://169.254.169.254/latest",
            "https://169.254.169.254/metadata", "http://contoso.sharepoint.com/up", "https://contoso.sharepoint.com.evil.example/up",
            "", "not an address",
        ):  # fmt: skip
            offer = await asks_for(amara, launched)
            await answers_otherwise(amara, offer, upload=upload)
            assert "may not send anything to" in amara.sees(offer), upload
        assert trap.requests == []
    finally:
        await trap.stop()
    assert len(files_of(amara)) == 1
    assert len(shown_to(amara)) == 1


async def test_a_context_that_was_made_up_gets_a_sentence(stage: Stage) -> None:
    """What comes back with Allow is in the client's hands: other polls, kinds and endless ids do nothing, and nothing breaks."""
    amara = await stage.opens(facilitator="Amara")
    launched = await named(stage)
    await exports(amara, launched)
    for wrong in (
        {"about": "poll:" + "f" * 32}, {"about": ""}, {"about": "checkin:x"},
        {"about": f"poll:{launched.id}:x"}, {"about": ":::"},
        {"verb": "export.unknown"}, {"verb": ""}, {"community": "f" * 32}, {"about": 5}, {"offer": ["x"]},
    ):  # fmt: skip
        offer = await asks_for(amara, launched)
        await answers_otherwise(amara, offer, **wrong)
    assert len(files_of(amara)) == 1

    for odd in ({"offer": "a:b:c" * 50}, {"kind": "exe", "offer": "y"}, {"kind": "", "offer": "z" * 5_000}):
        offer = await asks_for(amara, launched)
        await answers_otherwise(amara, offer, **odd)
        assert SAVED in amara.sees(offer) or "run out" in amara.sees(offer)


async def test_the_offer_carries_nothing_that_anybody_wrote(stage: Stage) -> None:
    """The name of the file is the question made safe; its description is in our own words."""
    amara = await stage.opens(facilitator="Amara")
    launched = await poll(amara, question="**Bold** <at>Everyone</at> [x](https://example.org) ../../CON: yes?")
    await all_vote(stage, launched, Ben="Mentoring")

    file = offered(await asks_for(amara, launched))

    assert file["content"]["description"] == "The results of a poll, with who voted what, and when."
    assert not set(file["name"]) & set('"*:<>?/\\|#%~&{}')


async def test_a_check_in_is_exported_as_its_card_shows_it(stage: Stage) -> None:
    """A closed check-in has a file too: what its card may show, and not one number more."""
    amara = await stage.opens(facilitator="Amara")
    checkin = await round_of(stage, amara, "check-in: mood", 1, 2, 3, 3, 5)

    content = await exports_checkin(amara, checkin)

    assert list(sheets_of(content)) == ["Results"]
    facts = facts_of(content)
    assert facts["Answers"] == "Anonymous"
    assert re.fullmatch(rf"{TIME} \(Europe/London\)", facts["Closed"])
    assert not any(name in str(sheets_of(content)) for name in ("Ben", "Chidi", "Dana", "Efe", "Farah"))
    assert files_of(amara)[-1].name.startswith("Check-in - Mood - ")
    assert lines_of(await exports_checkin(amara, checkin, "csv"))[0] == ["Point", "Answers"]


async def test_a_check_in_is_not_exported_before_it_may_be_seen(stage: Stage) -> None:
    """While it is open, or of fewer than five answers, and for somebody else: a sentence."""
    amara = await stage.opens(facilitator="Amara")
    checkin = await begins(amara)
    await all_answer(stage, checkin, 1, 2, 3)
    assert "Export the results" not in checkin.buttons
    assert "still open" in (await opens_export_of_old(amara, checkin)).text
    await ends_checkin(amara, checkin)

    assert "Fewer than 5" in (await opens_export_of_old(amara, checkin)).text
    assert "Only a facilitator" in (await opens_export_of_old(stage.person("Ben"), checkin)).text


async def test_an_answer_that_could_not_be_kept_is_said(stage: Stage) -> None:
    """Allow, while the database is away: the member reads that nothing was saved, and can press it again."""
    amara = await stage.opens(facilitator="Amara")
    offer = await asks_for(amara, await named(stage))
    stage.change("ALTER TABLE polls RENAME TO polls_away")
    await takes(amara, offer)
    stage.change("ALTER TABLE polls_away RENAME TO polls")
    assert "could not save that just now" in amara.told().text
    assert files_of(amara) == []

    await takes(amara, offer)

    assert len(files_of(amara)) == 1
