"""Finding prompts and reflections for a turn, and keeping what was written. What prompts, reflections and notebooks share."""

from __future__ import annotations

from datetime import datetime

from cards.reflections import Writing
from community.ids import PromptId, ReflectionId
from community.prompts import Prompt, PromptGone, PromptPlan, PromptState
from community.reflections import Part, Reflection, ReflectionGone, ReflectionState, SharedAlready
from community.refusals import Refusal
from community.templates import template_of
from community.times import read_time
from dialogs.events import Scope
from dialogs.turn import At, Effect, Index, NotAt, Post, PostThread, Refresh, Turn, Unseal
from store.seals import KeyLost


def subject(prompt: str) -> str:
    """What the outbox and the postings call a prompt, and what the keys call it: one key serves everybody who answers it.

    A key for each reflection would tell, by the age of its file, when somebody shared without a name.
    """
    return f"prompt:{prompt}"


def shared_subject(reflection: str) -> str:
    """What the outbox and the postings call a shared reflection."""
    return f"reflection:{reflection}"


def read_prompt(prompt_id: str, turn: Turn, *, to_change: bool = False) -> Prompt:
    """The prompt, or `PromptGone`. With `to_change`, others who would change it wait for this turn."""
    prompt = turn.store.prompts.read(PromptId(prompt_id), to_change=to_change)
    if prompt is None:
        raise PromptGone
    return prompt


def launch(plan: PromptPlan, turn: Turn, *, thread: str | None, source: str | None = None) -> tuple[Effect, ...]:
    """Launch a prompt, into the conversation `thread` or a thread of its own. Who may, is for the caller.

    `source` is the message it was written in.
    """
    prompt = Prompt(
        id=PromptId(turn.new_id()),
        template=plan.template,
        topic=plan.topic,
        launcher=plan.launcher,
        thread=thread,
        launched_at=turn.now,
        closes_at=_closing(plan, turn),
    )
    turn.store.prompts.add(prompt, source=source)
    turn.seals.begin(subject(prompt.id))
    said: Effect = Post(subject(prompt.id), thread) if thread else PostThread(subject(prompt.id))
    return (said, At(prompt.closes_at, "prompt.close", prompt.id)) if prompt.closes_at else (said,)


def _closing(plan: PromptPlan, turn: Turn) -> datetime | None:
    """When it closes. Words that say no time ahead any more, at a launch by the clock, leave it open."""
    try:
        return read_time(plan.closes, turn.community.time_zone, turn.now) if plan.closes else None
    except Refusal:
        return None


def close(prompt: Prompt, turn: Turn) -> tuple[Effect, ...]:
    """Close a prompt that was read `to_change`."""
    return _end(prompt, turn, {"state": PromptState.CLOSED})


def withdraw(prompt: Prompt, turn: Turn) -> tuple[Effect, ...]:
    """Withdraw a prompt that was read `to_change`: its topic goes. What members wrote stays theirs."""
    turn.store.forget(prompt.id)
    return _end(prompt, turn, {"state": PromptState.WITHDRAWN, "topic": ""})


def _end(prompt: Prompt, turn: Turn, changes: dict[str, object]) -> tuple[Effect, ...]:
    """Nobody writes on it from now on, and nobody can say any more who shared without a name."""
    changed = {**changes, "closed_at": prompt.closed_at or turn.now, "revision": prompt.revision + 1}
    turn.store.prompts.save(prompt.model_copy(update=changed))
    return (Refresh(subject(prompt.id)), NotAt("prompt.close", prompt.id), Unseal(subject(prompt.id)))


def seal_of(prompt: Prompt, turn: Turn) -> str | None:
    """What stands for the member on this prompt; None once its key is gone."""
    try:
        return turn.seals.tag(subject(prompt.id), turn.member.id)
    except KeyLost:
        return None


def mine_on(prompt: Prompt, turn: Turn) -> Reflection | None:
    """What the member wrote on this prompt, if anything. Raises `SharedAlready` for one shared without a name."""
    found = turn.store.reflections.of(prompt.id, turn.member.id)
    tag = seal_of(prompt, turn) if found is None else None
    if tag is not None and turn.store.reflections.sealed(prompt.id, tag):
        raise SharedAlready
    return found


def my_own(reflection_id: str, turn: Turn) -> Reflection:
    """A reflection in the member's own notebook, whatever a card says. Raises `ReflectionGone`, also for somebody else's."""
    found = turn.store.reflections.read(ReflectionId(reflection_id))
    if found is None or found.member != turn.member.id:
        raise ReflectionGone
    return found


def writing(prompt: Prompt, found: Reflection | None, texts: tuple[str, ...] | None = None) -> Writing:
    """What the form to write in shows: what was saved, or `texts` as they were typed."""
    if found is None:
        parts = tuple(Part(heading=part.heading, text="") for part in template_of(prompt.template).parts)
    else:
        parts = found.parts
    if texts is not None:
        parts = tuple(Part(heading=part.heading, text=text) for part, text in zip(parts, texts, strict=False))
    return Writing(prompt=prompt, parts=parts, state=found.state if found else None)


def keep(
    turn: Turn, prompt: Prompt, found: Reflection | None, parts: tuple[Part, ...], state: ReflectionState
) -> tuple[Effect, ...]:
    """Keep what the member wrote, in place of what was there. `prompt` was read `to_change`.

    What is shared gets an id of its own, so that a row without a name has nothing in common with one that had it.
    """
    newly_shared = state in {ReflectionState.NAMED, ReflectionState.UNNAMED} and not (found and found.shared)
    unnamed = state is ReflectionState.UNNAMED
    kept = Reflection(
        id=ReflectionId(turn.new_id()) if found is None or newly_shared else found.id,
        prompt=prompt.id,
        member=None if unnamed else turn.member.id,
        tag=_new_seal(prompt, turn) if unnamed else None,
        parts=parts,
        state=state,
        revision=1 if found is None or unnamed else found.revision + 1,
        written_at=None if unnamed else turn.now,
    )
    if found is not None:
        turn.store.reflections.drop(found.id)
    turn.store.reflections.add(kept)
    effects = (*_recount(turn, prompt, found, kept), *_indexed(found, kept))
    if newly_shared:
        return (_post_beside(prompt, turn, shared_subject(kept.id)), *effects)
    shown = kept.shared or (found is not None and found.shared)
    return (Refresh(shared_subject(kept.id)), *effects) if shown else effects


def let_go(turn: Turn, prompt: Prompt, found: Reflection) -> tuple[Effect, ...]:
    """Delete a reflection: its text goes, from the store and from the thread. `prompt` was read `to_change`."""
    turn.store.reflections.drop(found.id)
    turn.store.forget(found.id)
    effects = (*_recount(turn, prompt, found, None), *_indexed(found))
    return (Refresh(shared_subject(found.id)), *effects) if found.shared else effects


def _indexed(*changed: Reflection | None) -> tuple[Effect, ...]:
    """Have the search find what is shared with a name, as it is now, and nothing that was."""
    return tuple(Index(shared_subject(each.id)) for each in changed if each and each.state is ReflectionState.NAMED)


def _new_seal(prompt: Prompt, turn: Turn) -> str | None:
    """The member's seal for what they share now; None after the prompt is over, when nobody is to be known again."""
    if not prompt.open:
        return None
    turn.seals.begin(subject(prompt.id))
    return turn.seals.tag(subject(prompt.id), turn.member.id)


def _recount(turn: Turn, prompt: Prompt, before: Reflection | None, after: Reflection | None) -> tuple[Effect, ...]:
    """Keep the two numbers on the prompt right."""
    finished = int(bool(after and after.finished)) - int(bool(before and before.finished))
    shared = int(bool(after and after.shared)) - int(bool(before and before.shared))
    if not finished and not shared:
        return ()
    counts = {"reflected": prompt.reflected + finished, "shared": prompt.shared + shared, "revision": prompt.revision + 1}
    thread = turn.place.conversation if prompt.thread is None and turn.place.scope is not Scope.CHAT else prompt.thread
    turn.store.prompts.save(prompt.model_copy(update={**counts, "thread": thread}))
    return (Refresh(subject(prompt.id)),)


def _post_beside(prompt: Prompt, turn: Turn, said: str) -> Effect:
    """Say something in the thread the prompt's card is in; never in the 1:1 chat it may have been sent from."""
    if prompt.thread:
        return Post(said, conversation=prompt.thread)
    return PostThread(said) if turn.place.scope is Scope.CHAT else Post(said)
