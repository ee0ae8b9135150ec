"""How joining forces is proposed: "can we combine", "shall we team up"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        {can} ~4 (combine|merge|pool|amalgamate)
        {can} ~ (join forces|join up|team up|link up|work together|coordinate|collaborate|pull together on|buddy up)
        let us ~1 (combine|join|team|pool|link|coordinate|collaborate|merge|work together|line up|align)
        {can} (our|your|the|both|two|we) ~3 share (a|an|the cost|the rota|one|our trainer|trainer|resource|cost)
        {can} ~4 (do|run|hold|organise|deliver|plan|host|put|offer|have|arrange) (a|an|one|some) joint
        {can} we ~ between us
        {can} (we|our|us) ~1 (do|run|plan|hold|organise|train|bid|deliver|buy|bring|fund|commission) ~ together
        (worth|scope|room|appetite) ~2 (pooling|combining|joining|merging|linking|teaming|link|combine|join up|pool|merge|
            join forces)
        {can} ~6 (do|run|hold|plan|organise|buy|fund|commission|bid) ~4 together
        (split|share) the (cost|bill|fee|work|load)
        club together
        {can} (we|our|us) ~4 (line|tie|align|dovetail|sync) ~3 (up|with|in)
        (like|love|want|keen|looking|hoping|happy|try) to (join|link|team|partner|combine|collaborate|coordinate|work
            together|buddy|pool)
        (anyone|who|any team|other|you) ~2 (interested in|up for|fancy|keen on|keen to|like to|want to|willing to|open to) ~2
            (joint|together|cohost|co|partner|partnering|collaborate|collaborating|joining|teaming|sharing|pooling|combining|
            linking|working together|merging)
        (anyone|you|who) ~1 (want|like|fancy|interested|keen|up|love) ~3 (with us|with me|together|join us|join me|join in)
        who (wants in|is in|fancies|would like to join)
        looking for ~3 (partner|to partner|collaborate|collaborator|to join|join us|to team)
        what if (we|our|both) ~3 (lined|combined|joined|shared|pooled|merged|linked|teamed|aligned|together|coordinated)
        (makes|make) sense to (combine|join|pool|share|coordinate|merge)
    """,
    HINT: """
        (join forces|joining forces|team up|teaming up|link up|linking up|joint working)
        (pool|combine|coordinate|merge) our
        (cohost|cohosting|co host|co hosting|co run|co facilitate|co deliver)
    """,
}
