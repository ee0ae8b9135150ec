"""How people write the words of the cues: short forms, slips too common to guess at, and words that change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


UNSAID: Final = _each(
    "hi hello hiya hey please pls plz plse kindly just possibly perhaps maybe really actually also already currently ever yet "
    "still else all guys lot though again so very quite bloody genuinely honestly simply literally anyway well um erm even"
)
"""Words that change nothing about the kind. Taken out of a text before it is read."""

MEANT: Mapping[str, str] = {
    **dict.fromkeys(_each("anybody any1 someone somebody some1 sum1 anyones anybodys"), "anyone"),
    **dict.fromkeys(_each("everybody everyones evryone every1 yall"), "everyone"),
    **dict.fromkeys(_each("u ya yous ye"), "you"),
    **dict.fromkeys(_each("ppl folks folk peeps peoples"), "people"),
    **dict.fromkeys(_each("wot wat waht whta wht"), "what"),
    **dict.fromkeys(_each("knwo kno konw"), "know"),
    **dict.fromkeys(_each("hav hve ave"), "have"),
    **dict.fromkeys(_each("wheer wher wehre"), "where"),
    **dict.fromkeys(_each("hwo hw"), "how"),
    **dict.fromkeys(_each("docs doc"), "document"),
    "im": "i am",
    "ive": "i have",
    "id": "i would",
    "weve": "we have",
    "wed": "we would",
    "youre": "you are",
    "youve": "you have",
    "whats": "what is",
    "wheres": "where is",
    "weres": "where is",
    "whos": "who is",
    "whove": "who have",
    "hows": "how is",
    "whens": "when is",
    "lets": "let us",
    "heres": "here is",
    "theres": "there is",
    "thats": "that is",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "cant": "can not",
    "cannot": "can not",
    "couldnt": "could not",
    "wont": "will not",
    "isnt": "is not",
    "arent": "are not",
    "havent": "have not",
    "hasnt": "has not",
    "shouldnt": "should not",
    "wouldnt": "would not",
    "dunno": "do not know",
    "gonna": "going to",
    "wanna": "want to",
    "cud": "could",
    "wud": "would",
    "shud": "should",
    "cna": "can",
    "ur": "your",
    "r": "are",
    "teh": "the",
    "thru": "through",
    "accross": "across",
    "exp": "experience",
    "reckon": "think",
    "learnt": "learned",
    "policies": "policy",
    "copies": "copy",
    "studies": "study",
    "specialize": "specialise",
    "specializes": "specialises",
    "organize": "organise",
}
"""What people write, and what they mean by it."""

PAIRS: Mapping[tuple[str, str], str] = {
    ("any", "one"): "anyone",
    ("any", "body"): "anyone",
    ("some", "one"): "anyone",
    ("every", "one"): "everyone",
    ("co", "ordinate"): "coordinate",
    ("check", "list"): "checklist",
    ("flow", "chart"): "flowchart",
    ("tool", "kit"): "toolkit",
    ("hand", "out"): "handout",
    ("e", "mail"): "email",
    ("fact", "sheet"): "factsheet",
    ("case", "law"): "caselaw",
    ("crib", "sheet"): "cribsheet",
    ("cheat", "sheet"): "cribsheet",
    ("power", "point"): "powerpoint",
}
"""Two words that are read as one."""

NOT_SLIPS: Final = _each(
    "nothing than care cares cared being story death women woman police side wrote stack stick stock struck shape shame spare "
    "cheat agreed arranged appeared worker workers older lease tablet resort store known changed agent tired complete thorough "
    "alter practise raised heard course"
)
"""Words of their own that lie one letter away from a word of the cues."""
