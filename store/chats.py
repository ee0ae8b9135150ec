"""The 1:1 conversations that Canopy has with members."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from community.people import MemberId, TenantId
from store.queries import Query
from store.schema import chats


def _keep_chat(insert_into: Any) -> Any:
    wish = insert_into(chats)
    kept = {"conversation": wish.excluded.conversation, "service_url": wish.excluded.service_url}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "member_id"], set_=kept)


_CHAT = Query(
    select(chats.c.conversation, chats.c.service_url).where(
        chats.c.tenant_id == bindparam("_tenant"), chats.c.member_id == bindparam("_member")
    )
)
_KEEP_CHAT = Query(_keep_chat)


def chat_with(connection: Connection, tenant: str, member: str) -> str | None:
    """The 1:1 conversation with a member, if there is one."""
    found = _CHAT.first(connection, {"_tenant": tenant, "_member": member})
    return None if found is None else str(found.conversation)


def keep_chat(connection: Connection, tenant: TenantId, member: MemberId, conversation: str, service_url: str) -> None:
    """The 1:1 conversation with a member is this one."""
    row = {"tenant_id": tenant, "member_id": member, "conversation": conversation, "service_url": service_url}
    _KEEP_CHAT.run(connection, row)
