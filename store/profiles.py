"""One-page profiles, their drafts, and the topics in them. Names are joined from the members, never kept here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, literal, select, update

from community.people import MemberId
from community.profile_drafts import ProfileDraft
from community.profiles import Experience, Profile, erase_at
from store.given import about_given, given
from store.profile_topics import ProfileTopics, Wish
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members, postings
from store.schema_people import profile_drafts, profiles

_PROFILE = (
    select(
        profiles, members.c.name, members.c.here, postings.c.message.label("card"), postings.c.conversation.label("place"),
    )
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == profiles.c.tenant_id,
            members.c.community_id == profiles.c.community_id,
            members.c.member_id == profiles.c.member_id,
        ),
    )
    .outerjoin(
        postings,
        and_(
            postings.c.tenant_id == profiles.c.tenant_id,
            postings.c.community_id == profiles.c.community_id,
            postings.c.subject == literal("profile:").concat(profiles.c.member_id),
        ),
    )
    .where(in_community(profiles))
)  # fmt: skip
_MINE = profiles.c.member_id == bindparam("_member")
_ONE = Query(_PROFILE.where(_MINE))
_ONE_LOCKED = Query(_PROFILE.where(_MINE).with_for_update(of=profiles))
_SOME = about_given(
    lambda wanted: _PROFILE.where(profiles.c.member_id.in_(select(wanted.c.value)), members.c.here, profiles.c.ended_at.is_(None))
)
_GONE = Query(
    _PROFILE.where(members.c.here.is_(False), profiles.c.ended_at.is_(None))
    .order_by(profiles.c.member_id)
    .limit(bindparam("_limit"))
)
_OVER = Query(
    select(profiles.c.member_id)
    .where(in_community(profiles), profiles.c.ended_at <= bindparam("_ended"))
    .order_by(profiles.c.ended_at, profiles.c.member_id)
    .limit(bindparam("_limit"))
)
_PAGE = Query(
    _PROFILE.where(members.c.here, profiles.c.ended_at.is_(None), profiles.c.member_id > bindparam("_after"))
    .order_by(profiles.c.member_id)
    .limit(bindparam("_limit"))
)
_COLUMNS = (
    "appreciated", "matters", "support", "job", "organisation", "years", "experience", "can_help", "wants", "reach", "pronouns",
    "introduced", "written_at", "confirmed_at", "revision", "ended_at",
)  # fmt: skip
_ADD = Query(insert(profiles))
_SAVE = Query(
    update(profiles).where(in_community(profiles), _MINE).values({column: bindparam(f"new_{column}") for column in _COLUMNS})
)
_FORGET = Query(delete(profiles).where(in_community(profiles), _MINE))

_MY_DRAFT = in_community(profile_drafts) & (profile_drafts.c.member_id == bindparam("_member"))
_DRAFT = Query(select(profile_drafts.c.form).where(_MY_DRAFT))
_DRAFTS_OF_LEAVERS = Query(
    select(profile_drafts.c.member_id, members.c.left_at)
    .join(
        members,
        and_(
            members.c.tenant_id == profile_drafts.c.tenant_id,
            members.c.community_id == profile_drafts.c.community_id,
            members.c.member_id == profile_drafts.c.member_id,
        ),
    )
    .where(in_community(profile_drafts), members.c.here.is_(False), members.c.left_at.is_not(None))
    .order_by(profile_drafts.c.member_id)
    .limit(bindparam("_limit"))
)
_DROP_DRAFT = Query(delete(profile_drafts).where(_MY_DRAFT))


def _keep_draft(insert_into: Any) -> Any:
    wish = insert_into(profile_drafts)
    kept = {"form": wish.excluded.form, "at": wish.excluded.at}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "member_id"], set_=kept)


_KEEP_DRAFT = Query(_keep_draft)


class Profiles(Collection):
    """The profiles of one community."""

    def read(self, member: MemberId, *, to_change: bool = False) -> Profile | None:
        """A member's profile with their name and where it was introduced, or None. It may be put away: see `Profile.found`.

        With `to_change`, others who would change it wait for this turn.
        """
        found = (_ONE_LOCKED if to_change else _ONE).first(self.connection, self._mine(member))
        return None if found is None else _profile(found)

    def of(self, wanted: Iterable[MemberId]) -> dict[MemberId, Profile]:
        """The profiles that can be found of those `wanted`: who has none, or has left, is not among them."""
        found = _SOME.all(self.connection, {**self.whose, **given(wanted)})
        return {profile.member: profile for profile in map(_profile, found)}

    def page(self, after: str, limit: int) -> list[Profile]:
        """Profiles that can be found, by member id, behind `after` (empty for the first): for going through all of them."""
        return [_profile(row) for row in _PAGE.all(self.connection, {**self.whose, "_after": after, "_limit": limit})]

    def save(self, profile: Profile) -> None:
        """Keep a profile, in place of the one before if there is one (read it `to_change` first). Its draft goes."""
        row = _row(profile)
        changes = {**self._mine(profile.member), **{f"new_{name}": value for name, value in row.items()}}
        if not _SAVE.run(self.connection, changes):
            _ADD.run(self.connection, self.owned(member_id=profile.member, **row))
        self.topics.move(profile.member, profile)
        self.drop_draft(profile.member)

    def forget(self, member: MemberId) -> bool:
        """Keep nothing of a member's profile and its draft. False when there was no profile."""
        self.topics.move(member, None)
        self.drop_draft(member)
        return _FORGET.run(self.connection, self._mine(member)) == 1

    def put_away(self, member: MemberId, now: datetime) -> bool:
        """Have the profile of somebody who left found no more. False when there is none, or it was put away before."""
        found = self.read(member, to_change=True)
        if found is None or found.ended_at is not None:
            return False
        self._end(found, now)
        return True

    def bring_back(self, member: MemberId, now: datetime) -> Profile | None:
        """Have it found again, as it was, when its member is back in time. None when there is nothing to bring back."""
        found = self.read(member, to_change=True)
        if found is None or found.ended_at is None or now >= erase_at(found.ended_at):
            return None
        self._end(found, None)
        return found.model_copy(update={"ended_at": None})

    def of_leavers(self, limit: int) -> list[Profile]:
        """Profiles that are still to be put away: their members have left. Looks at all of them: for after a roster was read."""
        return [_profile(row) for row in _GONE.all(self.connection, {**self.whose, "_limit": limit})]

    def ended_before(self, moment: datetime, limit: int) -> list[MemberId]:
        """Whose profile was put away at `moment` or earlier, the longest ago first."""
        found = _OVER.all(self.connection, {**self.whose, "_ended": moment, "_limit": limit})
        return [MemberId(row.member_id) for row in found]

    def helping(self, topic: str, limit: int) -> list[MemberId]:
        """Members here who can help with a topic, those first who said so last."""
        return self.topics.who(topic, Wish.HELP, limit)

    def learning(self, topic: str, limit: int) -> list[MemberId]:
        """Members here who would like to learn about a topic, those first who said so last."""
        return self.topics.who(topic, Wish.LEARN, limit)

    def count_helping(self, limit: int = 200) -> dict[str, int]:
        """How many can help with each topic, the most first."""
        return self.topics.most(Wish.HELP, limit)

    def count_learning(self, limit: int = 200) -> dict[str, int]:
        """How many would like to learn about each topic, the most first."""
        return self.topics.most(Wish.LEARN, limit)

    def keep_draft(self, member: MemberId, form: ProfileDraft, now: datetime) -> None:
        """Keep what a member typed so far, in place of what they typed before. Nobody else reads it."""
        kept = form.kept().model_dump_json(exclude_defaults=True)
        _KEEP_DRAFT.run(self.connection, self.owned(member_id=member, form=kept, at=now))

    def draft(self, member: MemberId) -> ProfileDraft | None:
        """What a member typed and has not finished, or None."""
        form: str | None = _DRAFT.value(self.connection, self._mine(member))
        if form is None:
            return None
        known = {name: text for name, text in json.loads(form).items() if name in ProfileDraft.model_fields}
        return ProfileDraft.model_validate(known)

    def drafts_of_leavers(self, limit: int) -> list[tuple[MemberId, datetime]]:
        """Whose drafts are those of people who left, and when they did. Looks at all drafts: for after a roster was read."""
        found = _DRAFTS_OF_LEAVERS.all(self.connection, {**self.whose, "_limit": limit})
        return [(MemberId(row.member_id), row.left_at) for row in found]

    def drop_draft(self, member: MemberId) -> bool:
        """Keep nothing of a draft. False when there was none."""
        return _DROP_DRAFT.run(self.connection, self._mine(member)) == 1

    @property
    def topics(self) -> ProfileTopics:
        """Who stands where."""
        return ProfileTopics(self.connection, self.tenant, self.community)

    def _end(self, found: Profile, ended_at: datetime | None) -> None:
        changed = found.model_copy(update={"ended_at": ended_at})
        row = {f"new_{name}": value for name, value in _row(changed).items()}
        _SAVE.run(self.connection, {**self._mine(found.member), **row})
        self.topics.move(found.member, changed)

    def _mine(self, member: MemberId) -> Mapping[str, str]:
        return {**self.whose, "_member": member}


def _row(profile: Profile) -> dict[str, Any]:
    return {
        "appreciated": profile.appreciated, "matters": profile.matters, "support": profile.support, "job": profile.job,
        "organisation": profile.organisation, "years": profile.years, "experience": profile.experience,
        "can_help": json.dumps(profile.can_help), "wants": json.dumps(profile.wants_to_learn), "reach": profile.reach,
        "pronouns": profile.pronouns, "introduced": profile.introduced, "written_at": profile.written_at,
        "confirmed_at": profile.confirmed_at, "revision": profile.revision, "ended_at": profile.ended_at,
    }  # fmt: skip


def _profile(row: Any) -> Profile:
    return Profile.model_construct(
        member=MemberId(row.member_id),
        name=row.name or "",
        here=bool(row.here),
        appreciated=row.appreciated,
        matters=row.matters,
        support=row.support,
        job=row.job,
        organisation=row.organisation,
        years=row.years,
        experience=None if row.experience is None else Experience(row.experience),
        can_help=tuple(json.loads(row.can_help)),
        wants_to_learn=tuple(json.loads(row.wants)),
        reach=row.reach,
        pronouns=row.pronouns,
        introduced=bool(row.introduced),
        written_at=row.written_at,
        confirmed_at=row.confirmed_at,
        revision=row.revision,
        ended_at=row.ended_at,
        thread=row.place,
        card=row.card,
    )
