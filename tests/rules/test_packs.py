"""Practice packs: the one that comes with Canopy, one of a community's own, and what is said of a broken one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.pack_files import BrokenPack, Key, lines_of
from community.pack_parts import names_of
from community.packs import FOLDER, USUAL, add_folder, pack_named, packs, read_pack, read_packs

MCA = pack_named(USUAL)
KINDS = (
    "procedure", "guidance", "how-to-guide", "what-good-looks-like", "7-minute-briefing",
    "learning-from-reviews", "recording", "publication", "template", "case-study",
)  # fmt: skip
MINIMAL = """\
label = "Bees"
about = "For people who keep bees."

[[kinds]]
slug = "notes"
label = "Notes"
names = ["jottings"]
about = "What somebody wrote down."
good_for = "Remembering what was done."

[[topics]]
slug = "swarms"
label = "Swarms"
names = [
  "swarming",
  "clusters", # of bees
]
about = "When they leave."

[[questions]]
text = "What did you see?"

[prompts]
good_for = "What for?"
source = "From where?"
effect = "What came of it?"
review = "Still right?"
discussion = "Ten minutes."
"""


def folder(at: Path, name: str = "bees", **files: str) -> Path:
    """A pack's folder with the files given, `pack` being pack.toml."""
    made = at / name
    made.mkdir()
    for stem, text in files.items():
        (made / f"{stem}.toml").write_text(text, encoding="utf-8")
    return made


def test_the_kinds_are_those_of_the_boards() -> None:
    """The ten kinds, by the slugs that documents remember for ever."""
    assert tuple(kind.slug for kind in MCA.kinds) == KINDS


def test_the_families_of_the_boards_are_all_there() -> None:
    """The nine families that boards offer as discussion points, in their order."""
    assert [family.label for family in MCA.families] == [
        "MCA procedures",
        "Self-neglect and hoarding guidance",
        "MCA how-to guides",
        "MCA “what good looks like” series",
        "7-minute briefings",
        "Learning from reviews",
        "YouTube channel",
        "Safeguarding Matters publications",
        "Safeguarding Matters live event recordings",
    ]


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("7-minute briefing", "7-minute-briefing"),
        ("7 minute breifings", "7-minute-briefing"),
        ("Seven minute briefing", "7-minute-briefing"),
        ("briefings", "7-minute-briefing"),
        ("how to guides", "how-to-guide"),
        ("MCA How-To Guide", "how-to-guide"),
        ("What good looks like", "what-good-looks-like"),
        ("policies", "procedure"),
        ("case studies", "case-study"),
        ("proforma", "template"),
        ("webinar", "recording"),
        ("learning from SARs", "learning-from-reviews"),
        ("guidence", "guidance"),
        ("Safeguarding Matters", "publication"),
        ("sandwich", None),
        ("", None),
    ],
)
def test_a_kind_is_known_however_it_is_said(said: str, slug: str | None) -> None:
    """Other names, plurals, hyphens and a slip of the finger are forgiven; other words are not a kind."""
    kind = MCA.kind_called(said)
    assert (kind.slug if kind else None) == slug


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("#dols", "dols"),
        ("DoLS", "dols"),
        ("deprivation of liberty", "dols"),
        ("LPS", "lps"),
        ("lpa", "lpa"),
        ("power of atorney", "lpa"),
        ("self neglect", "self-neglect"),
        ("#self-neglect", "self-neglect"),
        ("hording", "hoarding"),
        ("exec capacity", None),
        ("executive functioning", "executive-capacity"),
        ("living will", "advance-decisions"),
        ("ADRT", "advance-decisions"),
        ("MSP", "making-safeguarding-personal"),
        ("s42", "section-42"),
        ("cuckooing", "exploitation"),
        ("coercive control", "coercion-and-control"),
        ("covert meds", "covert-medication"),
        ("SARs", "safeguarding-adults-reviews"),
        ("OPG", "deputies"),
        ("IMCA", "imca"),
        ("transitional safeguarding", "transitions"),
        ("tea", None),
    ],
)
def test_a_topic_is_known_however_it_is_said(said: str, slug: str | None) -> None:
    """Synonyms, abbreviations and hashtags lead to the topic."""
    topic = MCA.topic_called(said)
    assert (topic.slug if topic else None) == slug


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("7-minute briefing: Self-neglect, hoarding and the MCA", ("self-neglect", "hoarding", "mental-capacity-act")),
        ("Neglect", ("neglect",)),
        ("Lasting Powers of Attorney", ("lpa",)),
        ("Best interests decision making, DoLS and best interests again", ("best-interests", "dols")),
        ("MHA, MSP, LPA, LPS, SAR, DHR, IMCA", ("mental-health-act", "making-safeguarding-personal", "lpa", "lps",
                                              "safeguarding-adults-reviews")),
        ("hording", ()),
        ("Minutes of Tuesday", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_the_topics_that_a_text_names(text: str, slugs: tuple[str, ...]) -> None:
    """Whole names only, the longest counts, each topic once, five at most; nothing is guessed."""
    assert MCA.topics_in(text) == slugs


def test_a_word_brings_what_else_it_is_called() -> None:
    """A topic's names find each other; a kind finds its names, and each of those the kind, but not each other."""
    assert "deprivation of liberty safeguards" in MCA.synonyms("DoLS")
    assert "dols" in MCA.synonyms("Deprivation of Liberty")
    assert "dols" not in MCA.synonyms("dols")
    assert "form" in MCA.synonyms("templates")
    assert MCA.synonyms("leaflet") == ("publication",)
    assert MCA.synonyms("tea") == ()


def test_every_name_leads_to_its_own() -> None:
    """No name of the pack is lost to another one, or to a rule of spelling."""
    assert [name for name, kind in names_of(MCA.kinds) if MCA.kind_called(name) is not kind] == []
    assert [name for name, topic in names_of(MCA.topics) if MCA.topic_called(name) is not topic] == []
    assert [name for name, topic in names_of(MCA.topics) if MCA.topics_in(f"On {name}.") != (topic.slug,)] == []


def test_there_is_a_question_for_every_kind_and_topic() -> None:
    """Whatever is talked about, there is something to ask that is about it."""
    for kind in MCA.kinds:
        assert all(kind.slug in question.kinds for question in MCA.questions_for(kind.slug, ()))
    for topic in MCA.topics:
        assert all(topic.slug in question.topics for question in MCA.questions_for("", (topic.slug,)))


def test_questions_are_questions() -> None:
    """A reflective question asks, and fits on a card; no two are the same."""
    texts = [question.text for question in MCA.questions]
    assert all("?" in text and len(text) <= 160 for text in texts)
    assert len(set(texts)) == len(texts)


def test_a_question_is_chosen_by_topic_then_kind_then_any() -> None:
    """The most telling question comes first, the same for the same document, another for another."""
    general = MCA.questions_for("", ())

    assert MCA.question_for("template", ("covert-medication",), "d1").topics == ("covert-medication",)
    assert "template" in MCA.question_for("template", ("our-own-tag",), "d1").kinds
    assert MCA.question_for("", (), "d1") == MCA.question_for("", (), "d1")
    assert {MCA.question_for("", (), f"d{number}") for number in range(100)} == set(general)


def test_kinds_and_topics_of_elsewhere_have_a_name_too() -> None:
    """A document remembers its kind when the pack changes; a community's own hashtag is a topic."""
    assert MCA.label_of_kind("case-study") == "Case study"
    assert MCA.label_of_kind("old-thing") == "Old thing"
    assert MCA.label_of_kind("") == "Document"
    assert MCA.label_of_topic("dols") == "Deprivation of liberty (DoLS)"
    assert MCA.label_of_topic("our-own") == "#our-own"


def test_words_for_members_have_no_strange_marks() -> None:
    """What is said to members is plain text on one line, with our own quotes and no Markdown."""
    said = re.findall(r'"([^"]*)"', "\n".join(path.read_text(encoding="utf-8") for path in (FOLDER / USUAL).glob("*.toml")))
    assert len(said) > 300
    assert [text for text in said if re.search(r"[*_`<>\[\]]|\s\s|\s$|--", text)] == []


def test_an_unknown_pack_is_the_usual_one() -> None:
    """A community whose pack was taken away still has words for its documents."""
    assert pack_named("gone") is MCA
    assert MCA in packs()


def test_a_community_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the operator's own adds its packs; the ones that come with Canopy stay."""
    monkeypatch.setattr("community.packs._KNOWN", {each.slug: each for each in packs()})
    folder(tmp_path, pack=MINIMAL)

    add_folder(tmp_path)

    assert pack_named("bees").kind_called("jotting") is pack_named("bees").kinds[0]
    assert pack_named("bees").topics_in("Two clusters") == ("swarms",)
    assert [pack.slug for pack in packs()][:1] == [USUAL]


def test_a_pack_may_be_in_several_files(tmp_path: Path) -> None:
    """What stands in a file beside pack.toml counts as if it stood in it."""
    head, topics = MINIMAL.split("[[topics]]")
    topic, rest = topics.split("[[questions]]")

    read = read_pack(folder(tmp_path, pack=f"{head}[[questions]]{rest}", topics=f"[[topics]]{topic}"))

    assert read == read_pack(folder(tmp_path, "other", pack=MINIMAL)).model_copy(update={"slug": "bees"})


BROKEN = {
    "not toml": (MINIMAL.replace('label = "Bees"', "label = Bees"), "pack.toml:1: "),
    "cut off": (MINIMAL + '\n[[topics]]\nslug = "a', "pack.toml:31: "),
    "unknown field": (MINIMAL.replace('good_for = "Rem', 'good_fro = "Rem'), "pack.toml:4: kinds.0.good_for: Field required"),
    "a field too many": (MINIMAL.replace("[[topics]]", 'colour = "red"\n\n[[topics]]'), "pack.toml:11: kinds.0.colour: Extra"),
    "a bad slug": (MINIMAL.replace('"swarms"', '"Swarms!"'), "pack.toml:12: topics.0.slug: "),
    "a name of one letter": (MINIMAL.replace('"clusters"', '"c"'), "pack.toml:16: topics.0.names.1: "),
    "a name without a letter": (MINIMAL.replace('["jottings"]', '["1234"]'), "pack.toml:7: kinds.0.names.0: "),
    "no months": (MINIMAL.replace('"jottings"]', '"jottings"]\nreview_months = 0'), "pack.toml:8: kinds.0.review_months: "),
    "a prompt missing": (MINIMAL.replace('effect = "What came of it?"\n', ""), "pack.toml:23: prompts.effect: Field required"),
    "no topic": (MINIMAL.replace("[[topics]]", "[[families]]"), "pack.toml:1: topics: Field required"),
    "two alike": (
        MINIMAL + '[[topics]]\nslug = "queens"\nlabel = "Swarming"\nabout = "?"\n',
        "pack.toml:29: topics.1: “Swarming” is a name of “swarms” as well",
    ),
    "a family of no kind": (
        MINIMAL + '[[families]]\nslug = "f"\nlabel = "F"\nabout = "?"\nkind = "poems"\n',
        "pack.toml:33: families.0.kind: there is no kind “poems”",
    ),
    "a question about no topic": (
        MINIMAL + '[[questions]]\ntext = "?"\ntopics = [\n  "swarms",\n\n  "honey",\n]\n',
        "pack.toml:34: questions.1.topics.1: there is no topic “honey”",
    ),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_pack_names_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    """Whoever writes a pack is told where to look and what is wrong there."""
    with pytest.raises(BrokenPack) as caught:
        read_pack(folder(tmp_path, pack=text))
    assert str(caught.value).startswith(f"{tmp_path / 'bees'}/{said}")


def test_a_broken_file_beside_it_is_named(tmp_path: Path) -> None:
    """The line is that of the file where it stands, with a comment and a text of several lines above it."""
    topics = '# Topics.\n\n[[topics]]\nslug = \'queens\'\nlabel = """\nQueens"""\nnames = [\'a,]\', "b}"]\nabout = 7\n'
    with pytest.raises(BrokenPack, match=r"topics\.toml:8: topics\.0\.about: "):
        read_pack(folder(tmp_path, pack=MINIMAL.replace("[[topics]]", "[[topic]]").split("[[topic]]")[0], topics=topics))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"topics": "[[topics]]\n"}, r"pack\.toml:1: this file is missing"),
        ({"pack": MINIMAL, "z": '\nlabel = "Again"\n'}, r"z\.toml:2: label: stands in pack\.toml already"),
        ({"pack": "#" * 1_000_001}, r"pack\.toml:1: this file is too large"),
    ],
)
def test_what_else_a_folder_can_lack(tmp_path: Path, files: dict[str, str], said: str) -> None:
    """A pack begins with pack.toml, and nothing stands in two files."""
    with pytest.raises(BrokenPack, match=said):
        read_pack(folder(tmp_path, **files))


def test_a_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    """A file saved by an old editor is told where its first odd letter is."""
    made = folder(tmp_path, pack=MINIMAL)
    (made / "more.toml").write_bytes("# fine\n# caf\xe9\n".encode("latin-1"))
    with pytest.raises(BrokenPack, match=r"more\.toml:2: this is not UTF-8"):
        read_pack(made)


@pytest.mark.parametrize("there", [True, False], ids=["empty", "missing"])
def test_a_folder_without_packs_is_said(tmp_path: Path, there: bool) -> None:
    """A setting that leads nowhere is noticed at start."""
    with pytest.raises(BrokenPack, match="there is no pack here"):
        read_packs(tmp_path if there else tmp_path / "nowhere")


name = st.text("abcdefgh \"'[]{},#=\\\n", max_size=12)


@given(st.lists(st.lists(name, max_size=4), max_size=4))
def test_lines_are_told_whatever_the_texts_hold(lists: list[list[str]]) -> None:
    """Brackets, quotes, commas and comments inside a text move no line."""
    text, wanted = "", dict[Key, int]()
    for place, names in enumerate(lists):
        text += "# [[x]]\n[[things]]\nempty = []\nnames = [ # a ' comment\n"
        for at, each in enumerate(names):
            wanted["things", place, "names", at] = text.count("\n") + 1
            escaped = each.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            text += f'  "{escaped}",\n'
        text += "]\n"
        wanted["things", place, "after"] = text.count("\n") + 1
        text += "after = 1\n"

    found = lines_of(text)

    assert {key: found.get(key) for key in wanted} == wanted


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up(text: str) -> None:
    """Nothing that somebody types breaks a look-up, and what is found is of the pack."""
    kind, topic = MCA.kind_called(text), MCA.topic_called(text)
    assert kind is None or kind in MCA.kinds
    assert topic is None or topic in MCA.topics
    assert set(MCA.topics_in(text)) <= {each.slug for each in MCA.topics}


def test_lists_within_lists_move_no_line() -> None:
    """Only the elements of the outer list are counted."""
    found = lines_of('rows = [\n  ["a", "b"], # one\n  { c = 1, d = "e" },\n  "f",\n]\nlast = 1\n')

    assert found == {("rows",): 1, ("rows", 0): 2, ("rows", 1): 3, ("rows", 2): 4, ("last",): 6}
