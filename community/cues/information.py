"""How a document, a contact or a fact is asked for: "where can I find", "does anyone have a template"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        {where} (can|could|do|would|might|should|to) {who}? ~1 {get}
        {where} (i|we|one) (can|could|might|would|should|do) ~1 {get}
        {where} to ~1 (find|get|download|look)
        {where} do (i|we|you) (go|look) (for|to|if)
        {where} (should|do|can|shall) (i|we|you) ~1 (record|document|put|log|save|store|keep|file|send|upload|report)
        {where} (is|are|has|have|did|was) ~ {thing}
        (anyone|do you|do we|who) know where
        (not know|no idea|unsure|not sure) where (to|i can|we can|i|we) ~1 {get}
        (anyone|do you) know (which|when|the|if|whether|what the|what is|how long|how many|how much|who to|who i|who we)
        (have|has|had) (anyone|you|we|any) ~1 (got|seen) ~3 {thing}
        (have|has) (anyone|you|we) (a|an|any) ~2 {thing}
        (do|does) (anyone|we|you|your|they|people|the) ~2 (have|keep|use|hold|got|know of) ~ {thing}
        anyone (got|have|has|with|know of|seen) ~3 {thing}
        has anyone ~1 (made|created|written|designed|developed|produced|got|done) ~2 {thing}
        {can} (anyone|you) ~2 (share|send|forward|email|post|upload|resend|attach|lend|supply|provide|give) ~ {thing}
        {can} (anyone|you) ~2 (point|direct|signpost) (me|us)
        (anyone|you) ~2 (happy|willing|able|mind) (to|sharing) (share|send|your|a|the) ~3 {thing}
        (anyone|you) ~1 (mind|up for) (sharing|sending|telling)
        (send|forward|email|give|lend|show) (me|us) ~3 {thing}
        (tell|remind|show) (me|us) (where|when|which|who|what the|what is|how many|how long)
        (looking|searching|hunting|need|want) (for|to find) ~3 {thing}
        (do|does) ~3 (print|publish|stock|produce) ~4 {thing}
        anyone ~2 recommend
        recommendation (for|of|on|about)
        anyone know ~1 (a|of a|any|of any) good
        (i|we) (am|are) (after|in need of) (a|an|the|some|any) ~2 {thing}
        trying to (find a|find an|find the|find our|find some|locate|track down|get hold)
        (is|are) there (a|an|any|some|such|another) ~3 {thing}
        (is|are) there {thing}
        (is|are) there ~2 (training|course|funding|webinar|helpline|event|workshop|grant)
        what (is|are|was) the ~2 (number|email|date|timescale|threshold|deadline|process|difference|definition|phone|contact|
            address|time|cost|law|rule|criteria|requirement|limit|link|name|fee|dates|timeframe|eligibility)
        what (is|does) ~1 (timescale|threshold|deadline|stand)
        (which|what) (form|template|policy|code|section|schedule|version|box|paperwork) (do|should|is|does|are|to|we|cover|
            covers|applies|apply)
        who (do|should|can|would|must) (i|we|you) ~1 (contact|ring|call|phone|email|refer|send|report|notify|apply)
        who to (contact|ring|call|phone|email|refer|send|report|notify)
        how (do|can|would|should|to) {who} ~1 (get hold|refer|apply|book|order|register|download|log|contact|report|request|
            join|sign|submit|access|find out|enrol|claim)
        how (do|can|would) {who} get (a|an|the|hold|access|onto|into|my|copy) ~2 {thing}
        how (do|can|should) {who} make (a|an) (referral|complaint|request|booking|application|report)
        {can} (i|we) have (a|the|an|some) ~2 {thing}
        {can} (i|we) (get|see|borrow|pinch|download) (a|an|the|some|your|that) ~2 {thing}
        when is (the|our) next
        when (is|are) ~4 (due|out|published|closing|deadline|open)
        how (long|many|much) (do|does|is|are|have|has|can|should|will|would) (a|an|the|we|i|it|you|should)
    """,
    HINT: """
        (i|we) (need|want|require) (a|an|the|some) ~1 {thing}
        any {thing} (on|for|about|going|around|available)
        can not find (the|a|our)
    """,
}
