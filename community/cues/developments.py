"""How something new is put up for discussion: "what do you think of", "thoughts on"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        what (do|does|did|would) the? {all} ~1 think (of|about|on)
        what (you|people|everyone|other|colleague|team|member) ~1 think (of|about|on)
        (thought|view|opinion|feedback|reaction|reflection|comment) (on|about|of|regarding|re|around)
        (your|everyone|people|other) ~1 (take|opinion|view|thought|reaction|impression) ~1 (on|of|about|to)
        what (is|are) (your|people|everyone|other) ~2 (thought|view|opinion|take|reaction|impression)
        hear ~3 (view|thought|opinion|reaction|you think|people think|other think|everyone think)
        how (do|does|are|did|is) {all} ~1 (feel|feeling) about
        what (do|does|did|are) {all} (make|making) of
        do {all} agree (with|that|about)
        (can|could|shall) we (talk|discuss|chat|debate) about? (the|this) ~2 (new|draft|change|proposal|proposed|guidance|
            code|judgement|judgment|review|bill|act|report|announcement|news|consultation|law)
    """,
    HINT: """
        what do (you|everyone|people|we) think
        first (impression|thought|reaction)
        your (thought|view|opinion|take)
        (good|bad|great|terrible) (idea|move|thing) or
        (for or against|step forward|step backwards)
    """,
}
