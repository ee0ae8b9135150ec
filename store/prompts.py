"""Reflective prompts. How many reflected and shared is kept on the prompt, so that a card costs the same after years."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, insert, literal, select, update

from community.ids import PromptId
from community.prompts import Prompt, PromptState
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import postings
from store.schema_activities import prompts

_subject = literal("prompt:").concat(prompts.c.prompt_id)
_PROMPT = (
    select(prompts, postings.c.message.label("card"), postings.c.conversation.label("place"))
    .outerjoin(
        postings,
        and_(
            postings.c.tenant_id == prompts.c.tenant_id,
            postings.c.community_id == prompts.c.community_id,
            postings.c.subject == _subject,
        ),
    )
    .where(in_community(prompts))
)
_BY_ID = Query(_PROMPT.where(prompts.c.prompt_id == bindparam("_prompt")))
_BY_ID_LOCKED = Query(_PROMPT.where(prompts.c.prompt_id == bindparam("_prompt")).with_for_update(of=prompts))
_BY_SOURCE_LOCKED = Query(_PROMPT.where(prompts.c.source == bindparam("_source")).limit(1).with_for_update(of=prompts))
_ADD = Query(insert(prompts))
_SAVED = ("topic", "state", "revision", "reflected", "shared", "thread", "closes_at", "closed_at")
_SAVE = Query(
    update(prompts)
    .where(in_community(prompts), prompts.c.prompt_id == bindparam("_prompt"))
    .values({column: bindparam(f"new_{column}") for column in _SAVED})
)


class Prompts(Collection):
    """The prompts of one community."""

    def add(self, prompt: Prompt, *, source: str | None) -> None:
        """Keep a new prompt. `source` is the id of the message it was launched in, so that an edit finds it again."""
        values = prompt.model_dump(include={"template", "topic", "state", "revision", "reflected", "shared", "thread"})
        times = {"launched_at": prompt.launched_at, "closes_at": prompt.closes_at, "closed_at": prompt.closed_at}
        row = self.owned(prompt_id=prompt.id, launcher_id=prompt.launcher, source=source, **values, **times)
        _ADD.run(self.connection, row)

    def read(self, prompt: PromptId, *, to_change: bool = False) -> Prompt | None:
        """The prompt, or None. With `to_change`, others who would change it wait for this turn."""
        found = (_BY_ID_LOCKED if to_change else _BY_ID).first(self.connection, {**self.whose, "_prompt": prompt})
        return None if found is None else _prompt(found)

    def launched_in(self, source: str) -> Prompt | None:
        """The prompt launched in the message with this id. Others who would change it wait for this turn."""
        found = _BY_SOURCE_LOCKED.first(self.connection, {**self.whose, "_source": source})
        return None if found is None else _prompt(found)

    def save(self, prompt: Prompt) -> None:
        """Keep what changed of a prompt that was read `to_change`."""
        changed = {f"new_{column}": getattr(prompt, column) for column in _SAVED}
        _SAVE.run(self.connection, {**self.whose, "_prompt": prompt.id, **changed})


def _prompt(found: Any) -> Prompt:
    return Prompt.model_construct(
        id=PromptId(found.prompt_id),
        template=found.template,
        topic=found.topic,
        state=PromptState(found.state),
        revision=found.revision,
        reflected=found.reflected,
        shared=found.shared,
        launcher=found.launcher_id,
        thread=found.thread or found.place,
        card=found.card,
        launched_at=found.launched_at,
        closes_at=found.closes_at,
        closed_at=found.closed_at,
    )
