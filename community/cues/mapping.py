"""How knowledge and gaps are mapped: "who knows about", "what are we missing"."""

from __future__ import annotations

from typing import Final

from community.cues.language import CLEAR, HINT

CUES: Final = {
    CLEAR: """
        who (knows|know) (what|about|how|most|anything|something|enough|much)
        who (here|in|on|within|among|amongst|across|round) ~4 (knows|know|specialises|understands|leads|covers|works with|
            works on)
        who (here|in|on|within|among|across) ~4 is ~1 (good|trained|confident|expert|an expert|qualified|skilled|working|
            leading|responsible|covering)
        who (is|are) ~1 (good at|trained|confident|expert|an expert|specialist|a specialist|leading|responsible for|covering|
            best at|skilled|qualified|knowledgeable|up to speed|clued up)
        who ~4 (has|holds|have) ~1 (expertise|knowledge|skill|training|a background|specialist|an interest|qualification|
            special)
        who (has|is|are|have) ~2 trained (in|as|on|to)
        who (does what|leads on|leads for|covers|specialises|champions)
        (go to|lead|named|key) (person|people|expert|nurse|contact) (for|on|around|in)
        which of (us|you) ~1 (is|are|has|have|know|knows|can|does|do|work|works)
        anyone ~4 (specialise|specialises|specialist|expert|expertise|trained|qualified) (in|on|as|at|about)
        anyone (here|in|on|from|out there) ~4 (qualified|trained|confident|specialist|expert|specialise|accredited)
        who ~1 our ~1 (expert|lead|specialist|champion)
        who has (done|completed|had) ~4 (training|course|module|qualification)
        what do we ~1 know (about|of|on)
        what is missing (from|in|on)
        what (are|is|were) we (missing|lacking|not covering|not)
        (are we|we are|have we) (missing|missed|overlooked|forgotten) ~1 (anything|anyone|something|on|around|about)
        anything ~1 we (are|have|might) ~2 (missing|missed|overlooked|forgotten|not)
        (who|whom) (are we|we are) missing
        (any of us|anyone|who) (has|have|got) ~1 link (with|to|in|at)
        (where|what|which) ~ gap (are|is|lie)
        where the (knowledge|expertise|skill) (is|are|sits|lies)
        who we have (with|in|on)
        what ~1 gap
        (where|what|which|any|identify|find|spot|fill|map|plug|see) ~2 (are|the|do|have|our|any|there)? gap (in|around|on|do|
            have|are|we|for)
        (skill|training|knowledge|competency) (audit|map|matrix|mapping|gap)
        (map|mapping) ~2 (who|knowledge|skill|expertise|what we|provision)
        what (do not we|do we not) ~1 know
        (anyone|you|we) know who (leads|does|specialises|covers|knows|has|runs|looks)
        who should be (in the room|involved|round the table|at the table|on)
        (have|has) we? got anyone (from|who|in|with)
        (list|map|picture|register) of (who|everyone) ~2 (knows|does|has|can|skill|expertise|what)
    """,
    HINT: """
        who is missing
        which (team|home|service|provider|member|agency|people) ~1 (have|has|know|knows|can|does|do)
        (blind spot|blind spots)
    """,
}
