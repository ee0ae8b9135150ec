"""How somebody looks for people who have been there: "has anyone had", "how did it go"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        (has|have|had|did|is) anyone ~2 {done}
        anyone ~1 (has|had|have|who) ~1 {done}
        anyone {done}
        anyone (out there|here|who has) ~1 {done}
        (has|have|had) (any|other|many|some|your) ~3 {done}
        (has|have) you ~1 {did}
        have you (had|been|done|come|taken) (to|a|any|an|anyone|similar|this|through|in|that|across|part)
        anyone ~2 (experience|experienced) (of|with|in|using)
        (any|your|much) experience (of|with|in|using|around|on)
        (what|how) (has|have|is|was|were|are|had) (your|people|other|everyone) ~1 experience
        (anyone|you|people|other) ~2 (similar|same) (experience|situation|case|position|problem|issue|thing|boat|challenge)
        (share|hear|hear about|learn from) ~3 experience
        what (was|is|were) (it|that) like
        what (was|were) (your|the first) ~3 like
        did (you|everyone|other|people) ~2 (struggle|find|have|feel|go through)
        how (did|has|have|is|was) (it|that|they|things) (go|gone|get on|going|work out|pan out|land)
        how (did|have|has|are|do) {all} ~1 (get|got|find|found|getting|cope|coped|manage|managed) (on|it|with|that|the)
        how (other|people|you|everyone|team) ~1 (got|get|getting|found) on
        hear ~1 from (anyone|people|other|team|service|home|those|provider|you|nurse|carer|colleague|manager) ~1 (who|that|
            with|if|about)
        (is|are) (anyone|other|you) ~1 (finding|seeing|experiencing|having|noticing|noticed|getting)
        did (it|that|this|they) ~1 (work|help|make a difference) (for|with|in)
        who has ~1 (been|had|used|tried|dealt|gone|worked|taken|supported|experienced)
        did anyone ~1 (try|use|have|attend|find|manage|go through|experience)
        does anyone ~1 (use|find|experience)
        anyone (been|gone) through
    """,
    HINT: """
        (done|been through|had|seen|met|tried|faced) (this|that|one) before
        anyone ~1 (managed|finding|found|seen) (to|that|this)
        lesson learned
        what happened (when|in the end|next)?
        was it worth (it|the)
        what (worked|has worked|helped|went) (and|for|with)
        (am i|is it) ~1 (only one|me)
    """,
}
