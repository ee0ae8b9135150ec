"""How a difficulty is brought: "how can we...", "what would you do", "any ideas"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, FAINT, HINT

CUES: Final = {
    CLEAR: """
        how (can|do|should|could|would|might|shall|to) {who} ~2 {tackle}
        how (can|could|might|would|should) ~ (support|help|improve|lead|enable|allow|reduce) (a|the|our|us|to|people|staff|them|
            more|better)
        how (can|do|should|could|would|might) {who} get (them|him|her|people|staff|family|a|the|through|past|round|around) ~
            to
        how to best ~1 {tackle}
        (sure|unsure|idea|not know|wondering|stuck|struggling|clue|work out) (on|with|about)? how (to|i|we|best) ~2 {tackle}
        (thought|view|idea|advice|tip|suggestion) on how
        what (would|should|could) {who} do
        what (can|do) (i|we|one) do
        what (would|should|could|can|do) {who} (suggest|advise|recommend|try)
        what (do|would|should) {all} think (i|we) (should|could|can|need|ought)
        (sure|not know|idea|unsure) what (to|i|we) (should|can|could)? (do|try|say|suggest|advise)
        (what|which) (is|would be) the (best|right|kindest|safest|fairest) (way|approach|thing|option)
        (anyone|you) know ~ best (way|approach)
        (have|has|had|got) ~2 (tip|advice|idea|suggestion|pointer) ~1 (for|on|about|around|how|with|to|re)
        any (tip|advice|idea|suggestion|pointer) ~1 (for|on|about|around|how|with|re)
        {can} anyone ~2 (tip|advise|suggest|advice)
        (^|i|we|would|to) ~1 (need|want|welcome|love|like|appreciate) (some|any|your|a|bit|of)? (advice|idea|suggestion|tip|
            pointer|steer)
        (looking|asking|after|seeking|grateful) for? (some|any|your|a|bit|of)? (advice|idea|suggestion|tip|pointer|steer)
        do with ~1 (advice|idea|suggestion|tip|pointer|steer|help)
        (^|i|we|could) need ~1 help (with|to|deciding|working|thinking)
        help (me|us) (think|work|figure|decide|untangle|unpick|make sense)
        anyone ~1 (found|cracked|solved|worked out|figured out|know) ~1 (way|solution|answer|trick) (to|round|around|of|for)
        way round this
        (better|another|other|easier|kinder|any|good) way (of|to|round)
        {where} (do|should|can|would) (i|we|you) (start|begin)
        what are (my|our|the) option
        what (do|should|can|could|would) (i|we|you) (tell|say|write)
        how best to ~1 {tackle}
        rethink the role of
        rethinking the role of
    """,
    HINT: """
        how (can|should|could|would|might) (i|we|you)
        any (idea|advice|tip|suggestion|pointer|solution)
        (^|i|we|am|are|been) ~1 (struggling|stuck|floundering|flummoxed|stumped|tearing my hair)
        at a loss
        (wits|wit) end
        running out of (idea|option)
        (going|go) round (in circles|the houses)
        (not know|not sure|unsure|no idea|struggling) how (to|best)
        (sense check|second opinion|bounce idea)
        (not sure|unsure|no idea|not know) (how|where) to (start|begin|go|turn)
        what am i (missing|doing wrong)
        out of (my|our) depth
        what now
    """,
    FAINT: """
        any? (advice|idea|suggestion|pointer|tip) ~2 (appreciated|grateful|gratefully|great|useful|welcome|received)
        (^|i|we) need ~1 help
    """,
}
