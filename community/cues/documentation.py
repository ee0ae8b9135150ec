"""How writing down is proposed: "let us record", "shall we write a guide"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        let us ~2 {write}
        {can} (we|anyone|i|us|one) ~3 {write}
        we (should|could|need|must|ought|want) ~2 {write}
        we (should|could|need|must|ought|want) ~1 (write|get) ~1 (this|it|that|these) (up|down)
        (let us|can we|could we|shall we|should we|we should|we could|we need to|we must|can anyone|could anyone|anyone) ~1
            (write|note|jot|type) (up|down|this|it|these|that|them|the)
        (let us|can we|could we|shall we|should we|we should|we could|we need|can anyone|could anyone|would anyone|anyone) ~3
            (make|create|build|produce|write|develop|draft|start|put together|pull together|keep) ~2 (a|an|our|one|some|the)
            ~3 {account}
        (worth|help|way of) (writing|recording|documenting|capturing|noting) ~1 (up|down|this|it|the|how|what)
        (let us|can|could|shall|should|worth|we should|we could) ~1 (turn|turning) ~2 into (a|an|our|some)
        down on paper
        (let us|can we|could we|shall we|should we|we should|we could) ~1 (put|pull) (one|it|this|something|these) together
        {can} we ~6 (write|make|create|produce|draft) (a|an|our|some) ~2 {account}
        {can} we make (it|this|that|these) into (a|an|our|some)
        (get|getting) (this|it|that|these) ~1 (written|recorded|documented|down|captured)
        (take|make) ~1 note (of|on|about) (how|what)
        (how about|time for|what about) (a|an|our|some) ~2 {account}
        (capture|note down|write down|write up|record|document) (the|our|this|what|how) ~1 (learning|lesson|process|step|we
            did|we do|it works|it worked|we got)
        help (me|us) ~1 (write|draft|document|record|type) ~1 (up|down|a|an|the|this|our|it)
    """,
    HINT: """
        before (we|i|it|everyone) ~1 (forget|forgotten|lost|leave)
    """,
}
