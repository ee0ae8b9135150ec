"""What members wrote on prompts. One of each member on each prompt: a unique key keeps that, for those without a name too."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, desc, func, insert, select

from community.ids import PromptId, ReflectionId
from community.people import MemberId
from community.prompts import PromptState
from community.reflections import Part, Reflection, ReflectionState
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_activities import prompts, reflections

_REFLECTION = (
    select(reflections, members.c.name.label("author"))
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == reflections.c.tenant_id,
            members.c.community_id == reflections.c.community_id,
            members.c.member_id == reflections.c.member_id,
        ),
    )
    .where(in_community(reflections))
)
_BY_ID = Query(_REFLECTION.where(reflections.c.reflection_id == bindparam("_reflection")))
_OF_MEMBER = Query(
    _REFLECTION.where(reflections.c.prompt_id == bindparam("_prompt"), reflections.c.member_id == bindparam("_member"))
)
_SEALED = Query(
    select(reflections.c.reflection_id).where(
        in_community(reflections), reflections.c.prompt_id == bindparam("_prompt"), reflections.c.member_tag == bindparam("_tag")
    )
)
_MINE = in_community(reflections) & (reflections.c.member_id == bindparam("_member"))
_PAGE = Query(
    select(
        reflections.c.reflection_id, reflections.c.state, reflections.c.written_at,
        prompts.c.template, prompts.c.topic, prompts.c.state.label("prompt_state"),
    )
    .join(
        prompts,
        and_(
            prompts.c.tenant_id == reflections.c.tenant_id,
            prompts.c.community_id == reflections.c.community_id,
            prompts.c.prompt_id == reflections.c.prompt_id,
        ),
    )
    .where(_MINE)
    .order_by(desc(reflections.c.written_at), reflections.c.reflection_id)
    .limit(bindparam("_limit"))
    .offset(bindparam("_offset"))
)  # fmt: skip
_NAMED = Query(
    select(reflections.c.reflection_id)
    .where(
        in_community(reflections),
        reflections.c.state == ReflectionState.NAMED,
        reflections.c.reflection_id > bindparam("_after"),
    )
    .order_by(reflections.c.reflection_id)
    .limit(bindparam("_limit"))
)
_COUNT = Query(select(func.count()).select_from(reflections).where(_MINE))
_ADD = Query(insert(reflections))
_DROP = Query(delete(reflections).where(in_community(reflections), reflections.c.reflection_id == bindparam("_reflection")))


class Entry(NamedTuple):
    """One line of a member's notebook: nothing of what was written."""

    id: ReflectionId
    state: ReflectionState
    written_at: Any
    template: str
    topic: str
    prompt_state: PromptState


class Reflections(Collection):
    """The reflections of one community."""

    def add(self, reflection: Reflection) -> None:
        """Keep a reflection. Raises the driver's error where the member has one on that prompt already."""
        row = self.owned(
            reflection_id=reflection.id,
            prompt_id=reflection.prompt,
            member_id=reflection.member,
            member_tag=reflection.tag,
            parts=json.dumps([[part.heading, part.text] for part in reflection.parts], ensure_ascii=False),
            state=reflection.state,
            revision=reflection.revision,
            written_at=reflection.written_at,
        )
        _ADD.run(self.connection, row)

    def drop(self, reflection: ReflectionId) -> None:
        """Delete a reflection."""
        _DROP.run(self.connection, {**self.whose, "_reflection": reflection})

    def read(self, reflection: ReflectionId) -> Reflection | None:
        """The reflection, or None."""
        found = _BY_ID.first(self.connection, {**self.whose, "_reflection": reflection})
        return None if found is None else _reflection(found)

    def of(self, prompt: PromptId, member: MemberId) -> Reflection | None:
        """What a member wrote on a prompt, unless it was shared without a name."""
        found = _OF_MEMBER.first(self.connection, {**self.whose, "_prompt": prompt, "_member": member})
        return None if found is None else _reflection(found)

    def sealed(self, prompt: PromptId, tag: str) -> bool:
        """True when whoever has this seal has shared a reflection on the prompt without a name."""
        return _SEALED.first(self.connection, {**self.whose, "_prompt": prompt, "_tag": tag}) is not None

    def page(self, member: MemberId, limit: int, offset: int) -> list[Entry]:
        """Some of a member's own, newest first."""
        rows = _PAGE.all(self.connection, {**self.whose, "_member": member, "_limit": limit, "_offset": offset})
        return [
            Entry(
                ReflectionId(row.reflection_id),
                ReflectionState(row.state),
                row.written_at,
                row.template,
                row.topic,
                PromptState(row.prompt_state),
            )
            for row in rows
        ]

    def named(self, after: str, limit: int) -> list[ReflectionId]:
        """The ids of those shared with a name, in their order, behind `after`: for what looks at all of them, some at a time."""
        return [
            ReflectionId(row.reflection_id)
            for row in _NAMED.all(self.connection, {**self.whose, "_after": after, "_limit": limit})
        ]

    def count(self, member: MemberId) -> int:
        """How many a member has: at most one for each prompt there was."""
        return int(_COUNT.value(self.connection, {**self.whose, "_member": member}))


def _reflection(found: Any) -> Reflection:
    return Reflection.model_construct(
        id=ReflectionId(found.reflection_id),
        prompt=PromptId(found.prompt_id),
        member=found.member_id,
        tag=found.member_tag,
        name=found.author,
        parts=tuple(Part(heading=heading, text=text) for heading, text in json.loads(found.parts)),
        state=ReflectionState(found.state),
        revision=found.revision,
        written_at=found.written_at,
    )
