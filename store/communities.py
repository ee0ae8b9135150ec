"""Communities: found them, find them by where they meet, and keep what they settle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from community.communities import UNNAMED, Community, CommunityState, Settled
from community.people import CommunityId, Member, MemberId, Person, Role, TeamsId, TenantId
from store.queries import Query, Values
from store.rows import Collection, in_community
from store.schema import communities, installations, members, silences

_AT = Query(select(communities).where(communities.c.tenant_id == bindparam("_tenant"), communities.c.home == bindparam("_home")))
_SEEN = (
    select(communities, members.c.teams_id, members.c.name.label("member_name"), members.c.role, members.c.here)
    .outerjoin(
        members,
        (members.c.tenant_id == communities.c.tenant_id)
        & (members.c.community_id == communities.c.community_id)
        & (members.c.member_id == bindparam("_member")),
    )
    .where(communities.c.tenant_id == bindparam("_tenant"))
)
_SILENT = exists().where(
    silences.c.tenant_id == bindparam("_tenant"),
    (silences.c.conversation == bindparam("_conversation")) | (silences.c.conversation == bindparam("_home")),
)
_SEEN_AT = Query(_SEEN.add_columns(_SILENT.label("silent")).where(communities.c.home == bindparam("_home")))
_SEEN_BY_ID = Query(_SEEN.where(communities.c.community_id == bindparam("_community")))
_OF_MEMBER = Query(
    select(communities)
    .join(
        members,
        (members.c.tenant_id == communities.c.tenant_id) & (members.c.community_id == communities.c.community_id),
    )
    .where(
        members.c.tenant_id == bindparam("_tenant"),
        members.c.member_id == bindparam("_member"),
        members.c.here,
        communities.c.state == CommunityState.ACTIVE,
    )
    .order_by(communities.c.name, communities.c.community_id)
)
_OF_TEAM = Query(
    select(communities).where(communities.c.tenant_id == bindparam("_tenant"), communities.c.team_id == bindparam("_team"))
)
_BY_ID = Query(select(communities).where(in_community(communities)))
_SETTLE = Query(
    update(communities)
    .where(in_community(communities))
    .values(
        name=bindparam("new_name"), purpose=bindparam("new_purpose"), time_zone=bindparam("new_time_zone"),
        anonymous_asking=bindparam("new_anonymous"), anyone_launches=bindparam("new_anyone"),
    )
)  # fmt: skip
_SUPPORT = Query(update(communities).where(in_community(communities)).values(support=bindparam("new_support")))
_PACK = Query(update(communities).where(in_community(communities)).values(pack=bindparam("new_pack")))
_GATE = Query(update(communities).where(in_community(communities)).values(gate_memorandum=bindparam("new_gate")))
_CALLS = Query(update(communities).where(in_community(communities)).values(call_after_days=bindparam("new_days")))
_CALL = Query(
    update(communities)
    .where(in_community(communities), communities.c.name == bindparam("_unnamed"))
    .values(name=bindparam("new_name"))
)
_STATE = Query(update(communities).where(in_community(communities)).values(state=bindparam("new_state")))
_SERVICE = Query(update(communities).where(in_community(communities)).values(service_url=bindparam("new_url")))
_ROSTER = Query(update(communities).where(in_community(communities)).values(roster_read_at=bindparam("new_at")))
_ROSTER_READ = Query(select(communities.c.roster_read_at).where(in_community(communities)))
_INSTALLER = Query(
    select(members.c.member_id, members.c.teams_id, members.c.name)
    .join(
        communities,
        (members.c.tenant_id == communities.c.tenant_id) & (members.c.community_id == communities.c.community_id),
    )
    .join(
        installations,
        (installations.c.tenant_id == communities.c.tenant_id)
        & (installations.c.team_id == communities.c.team_id)
        & (installations.c.installer_id == members.c.member_id),
    )
    .where(communities.c.tenant_id == bindparam("_tenant"), communities.c.team_id == bindparam("_team"), members.c.here)
    .limit(1)
)

_FOUND = Query(insert(communities))


def _install(insert_into: Any) -> Any:
    wish = insert_into(installations)
    kept = {"installer_id": wish.excluded.installer_id, "installed_at": wish.excluded.installed_at}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "team_id"], set_=kept)


_INSTALL = Query(_install)


class Settlements(Collection):
    """What the community has settled about itself."""

    _known: Community | None = None
    """As this turn has seen it, until it changes something."""

    def read(self) -> Community | None:
        """The community itself."""
        if self._known is None:
            found = _BY_ID.first(self.connection, self.whose)
            self._known = None if found is None else _community(found)
        return self._known

    def know(self, community: Community) -> None:
        """The turn has just read the community in another way: it need not be read again."""
        self._known = community

    def settle(self, settled: Settled) -> None:
        """Keep a checked settings form. Facilitators are settled with the members."""
        self._change(_SETTLE, {
                "new_name": settled.name, "new_purpose": settled.purpose, "new_time_zone": settled.time_zone,
                "new_anonymous": settled.anonymous_asking, "new_anyone": settled.anyone_launches,
            })  # fmt: skip

    def support(self, words: str) -> None:
        """Where to find support, in the facilitators' own words; empty for those Canopy comes with."""
        self._change(_SUPPORT, {"new_support": words})

    def use_pack(self, pack: str) -> None:
        """The practice pack that the community goes by, by its slug."""
        self._change(_PACK, {"new_pack": pack})

    def gate_memorandum(self, condition: bool) -> None:
        """Whether accepting the memorandum is a condition for what may hold a case."""
        self._change(_GATE, {"new_gate": condition})

    def call_after_days(self, days: int) -> None:
        """After how many working days somebody who knows is called on for an ask without an answer; 0 for never."""
        self._change(_CALLS, {"new_days": days})

    def call(self, name: str) -> None:
        """The community's name, as long as nobody has chosen one."""
        self._change(_CALL, {"new_name": name, "_unnamed": UNNAMED})

    def be(self, state: CommunityState) -> None:
        """Active or dormant from now on."""
        self._change(_STATE, {"new_state": state})

    def reached_through(self, service_url: str) -> None:
        """Where Teams wants to be called for this community."""
        self._change(_SERVICE, {"new_url": service_url})

    def roster_read(self, now: datetime) -> None:
        """The whole roster was read."""
        _ROSTER.run(self.connection, {**self.whose, "new_at": now})

    def roster_read_at(self) -> datetime | None:
        """When the whole roster was last read."""
        read_at: datetime | None = _ROSTER_READ.value(self.connection, self.whose)
        return read_at

    def _change(self, how: Query, values: Values) -> None:
        how.run(self.connection, {**self.whose, **values})
        self._known = None


class Directory:
    """Looks across the communities of one tenant: which one meets here, and which ones is this member in."""

    def __init__(self, connection: Connection, tenant: TenantId) -> None:
        self.connection = connection
        self.tenant = tenant

    def meeting_at(self, home: str) -> Community | None:
        """The community whose channel or group chat this is."""
        found = _AT.first(self.connection, {"_tenant": self.tenant, "_home": home})
        return None if found is None else _community(found)

    def seen_at(self, home: str, conversation: str, member: MemberId) -> tuple[Community, Member | None, bool] | None:
        """The community that meets at `home`, this person in it if known, and whether `home` or this `conversation` is silent.

        One query: every click makes it.
        """
        wanted = {"_tenant": self.tenant, "_home": home, "_member": member, "_conversation": conversation}
        row = _SEEN_AT.first(self.connection, wanted)
        found = _seen(row, member)
        return None if row is None or found is None else (*found, bool(row.silent))

    def seen(self, community: CommunityId, member: MemberId) -> tuple[Community, Member | None] | None:
        """The community with this id, and this person in it if known."""
        wanted = {"_tenant": self.tenant, "_community": community, "_member": member}
        return _seen(_SEEN_BY_ID.first(self.connection, wanted), member)

    def of(self, member: MemberId) -> list[Community]:
        """The communities this person is in now and that can be written to, by name."""
        found = _OF_MEMBER.all(self.connection, {"_tenant": self.tenant, "_member": member})
        return [_community(row) for row in found]

    def of_team(self, team: str) -> list[Community]:
        """Every community that meets in this team."""
        return [_community(row) for row in _OF_TEAM.all(self.connection, {"_tenant": self.tenant, "_team": team})]

    def found(self, community: Community, now: datetime) -> None:
        """Keep a new community. Raises `IntegrityError` when another turn founded it first."""
        _FOUND.run(self.connection, {
                "tenant_id": self.tenant, "community_id": community.id, "home": community.home, "team_id": community.team,
                "service_url": community.service_url, "bot_id": community.bot, "name": community.name,
                "purpose": community.purpose, "time_zone": community.time_zone,
                "anonymous_asking": community.anonymous_asking, "anyone_launches": community.anyone_launches,
                "support": community.support, "pack": community.pack, "gate_memorandum": community.gate_memorandum,
                "call_after_days": community.call_after_days, "state": community.state, "founded_at": now,
                "roster_read_at": None,
            })  # fmt: skip

    def installed(self, team: str, installer: MemberId, now: datetime) -> None:
        """Remember who put Canopy into a team; the latest installation counts."""
        _INSTALL.run(self.connection, {"tenant_id": self.tenant, "team_id": team, "installer_id": installer, "installed_at": now})

    def installer(self, team: str) -> Person | None:
        """Who put Canopy into a team, if they are known in one of its communities and still there."""
        found = _INSTALLER.first(self.connection, {"_tenant": self.tenant, "_team": team})
        if found is None:
            return None
        return Person(id=MemberId(found.member_id), teams_id=TeamsId(found.teams_id), name=found.name)


def _seen(row: Any, member: MemberId) -> tuple[Community, Member | None] | None:
    if row is None:
        return None
    if row.role is None:
        return _community(row), None
    known = Member.model_construct(
        id=member, teams_id=TeamsId(row.teams_id), name=row.member_name, role=Role(row.role), here=bool(row.here)
    )
    return _community(row), known


def _community(row: Any) -> Community:
    return Community.model_construct(
        tenant=TenantId(row.tenant_id),
        id=CommunityId(row.community_id),
        home=row.home,
        team=row.team_id,
        service_url=row.service_url,
        bot=row.bot_id,
        name=row.name,
        purpose=row.purpose,
        time_zone=row.time_zone,
        anonymous_asking=bool(row.anonymous_asking),
        anyone_launches=bool(row.anyone_launches),
        support=row.support,
        pack=row.pack,
        gate_memorandum=bool(row.gate_memorandum),
        call_after_days=row.call_after_days,
        state=CommunityState(row.state),
    )
