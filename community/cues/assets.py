"""How something is offered for use: "you are welcome to use", "here is our checklist"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        welcome to (use|have|borrow|copy|adapt|take|share|download|reuse|these|the|my|our|any|them|it|one)
        feel free to ~1 (use|copy|nick|borrow|adapt|share|pinch|steal|take|download|reuse|edit|help|have|print|tweak|change|
            circulate)
        help (yourself|yourselves|themselves)
        (happy|glad|willing|pleased|able|like) to (share|send|post|pass|lend|email|forward|offer|circulate) (my|our|a|an|the|
            some|it|them|this|these|what|copy|on|round|around)
        sharing (my|our) ~ {thing}
        here (is|are) (the|our|a|my|an|some) ~3 {thing}
        (attached|attaching|enclosed) (is|are|here|a|the|my|our|you)
        (uploading|posting|dropping|popping|sticking|adding|linking|putting|sharing|leaving) (my|our|a|an|some|this|these)
            {thing}
        (have) (uploaded|posted|dropped|popped|added) (my|our|a|an|some|this|these) ~3 {thing} ~2 (here|in|to|for|under)
        for (anyone|everyone|other|people|you|team) to (use|reuse|adapt|borrow|copy|download|have|take)
        free (for|to) ~2 (use|download|reuse|copy|adapt|borrow)
        if (anyone|you|people|other|team) ~1 (want|need|like|fancy|love|interested|wants|fancies) ~1 (it|one|them|a copy|copy|
            some|these|this|in it)
        if (it|this|they|these) ~2 (use|useful|helpful|help) (to|for|anyone|other|you)
        (other|people|everyone|anyone|team|you) (can|could|may|might) (use|reuse|adapt|borrow|copy|download|print)
        (might|may|could|hope) ~2 (useful|helpful|use|interest|handy) (to|for) (other|anyone|people|you|everyone|colleague|
            team|some)
        use and (adapt|share|pass)
        (adapt|copy|borrow|steal|use) (it|them|these|this) (as you|however|freely|if you|in your own|with your own)
        i can (share|send|forward|offer|lend) (my|our|you|it|them|a copy|what)
        we can (share|send|forward|offer|lend) (my|our|you|it|them|a copy|what)
        no need to credit
        first come first served
        in case (it|they|this|these|anyone) ~2 (useful|help|use|interest|handy|interested|want|need)
        yours to (use|keep|copy|take|adapt)
        (anyone|who) (want|fancy|like|need) ~1 (copy|them|these)
        (to|for|with) (anyone|everyone) who (want|need|needs|would like|fancies|asks) ~1 (it|them|one|a|copy)
        (drop|send|give) me ~3 (send|share|forward|copy)
    """,
    HINT: """
        (hope|hopefully) (it|this|they|these) (help|is|are|useful)
        (happy|glad) to share
        (free|new) resource
    """,
}
