"""How a visit is asked for: "can we visit your", "may I shadow"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        {can} ~1 {us} ~2 (visit|visiting) (your|you|a|an|another|some|one|each|other)
        {can} (one|two|some|few|couple|three) ~4 (visit|visiting) (your|you|a|an|another)
        {can} ~1 {us} ~2 (come|pop|drop|nip|swing|call) (and|over|round|along|across|out|down|in|by) ~2 (see|visit|look|watch|
            observe|you|your|shadow|learn|sit)
        {can} ~1 {us} ~2 come to (yours|your|you)
        {can} ~1 {us} ~2 (see|watch|observe) (your|how you|it|you) ~4 (action|practice|person|works|working|real|do|run)
        (i|we|student|team|manager|colleague|staff|nurse|few|couple) ~1 (would|am|are|want|is) ~1 (like|love|keen|hoping|
            interested|to) ~1 (to|in|on)? (visit|visiting|shadow|shadowing|come|coming|pop|observe|observing|spend|sit|look)
            ~1 (along|and|over|round|around|in|your|you|a|to|with|some|one)
        (possible|chance|ok|okay|able|alright|convenient) ~3 (to|of|i|we) ~1 (visit|visiting|shadow|shadowing|come|coming|pop|
            observe|spend|sit|look) ~1 (along|and|over|round|around|in|your|you|a|to|with|some|one)
        (come|pop|drop|nip|go) (and|to|over|round) (see|visit|watch|look) ~1 (your|how you|you|at your|round)
        {can} ~ (shadow|shadowing) (you|your|a|an|one|some|anyone|him|her)
        (shadowing|shadow) (day|opportunity|shift|visit|morning)
        (arrange|organise|set up|book|fix|host) ~1 (visit|shadowing|visiting) ~1 (to|with|at|from|for)
        spend ~3 (with|at|in|on) (your|you|another|a)
        {can} {us} sit in on
        (i|we) (can|could|might) (visit|shadow|observe) (your|you|a|an)
        {can} ~1 {us} ~1 (observe|watch) ~2 (your|you|meeting|panel|session)
        (like|love) to ~1 see (your|how you|one of your|you)
        (willing|happy|able|open) to (let|have|host|show|take) ~4 (shadow|visit|round|visitor)
        (we|i) (can|could|might|may) (come|go|pop) (and|to|over|round) ~2 (look|see|visit)
        (like|love|possible|able|ok) to sit in on
        look (round|around|over) (your|you|another|one)
        (have|host|show|take) (us|me|some of us|few of us) (round|around|over|out)
        (do|would|are) you ~2 (take|have|accept|host|welcome|open to|up for|do) ~4 (visitor|visit|visiting|visits)
        (visit|see) (your|you|a|an) ~4 working example
        (anyone|who|where|team|service|home) ~2 (we|i) (can|could) (visit|shadow|go and see|come and see)
    """,
    HINT: """
        (see|seeing) (it|how it|how this|one|them) (works|working|work) (in)?
        in action
        (can|could|may) i come along
        (open day|site visit)
        let (us|our|me|my) ~1 (come|visit|shadow)
    """,
}
