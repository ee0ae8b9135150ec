"""What changed in a library since one looked last."""

from __future__ import annotations

from aiohttp import web

from sandbox.graph_drive import Refused, SharePointDrive
from sandbox.graph_items import Item, Json
from sandbox.graph_state import Asked, GraphState
from sandbox.graph_views import deleted_view, item_view
from sandbox.service import json_answer


class DeltaCalls:
    """Answers for delta. A token is an epoch and a place in the drive's history; those of another epoch are refused with 410."""

    def __init__(self, state: GraphState) -> None:
        self._state = state

    async def delta(self, asked: Asked) -> web.Response:
        """Return a page of changes, with a link to the next page or for the next look."""
        drive = self._state.granted_drive(asked.parts["drive"])
        if drive.item(asked.parts["item"]) is not drive.root:
            raise Refused(400, "invalidRequest", "Delta is offered for the root of a library only.")
        token = asked.parts.get("token") or asked.query.get("token", "")
        if token == "latest":
            return json_answer({"value": [], "@odata.deltaLink": self._link(drive, drive.seq)})
        since = self._since(drive, token)
        size = min(int(asked.query.get("$top", "200")), self._state.page)
        changed = drive.changed_since(since)
        page: Json = {"value": [self._view(drive, item) for item in changed[:size]]}
        if len(changed) > size:
            page["@odata.nextLink"] = self._link(drive, changed[size - 1].seq)
        else:
            page["@odata.deltaLink"] = self._link(drive, drive.seq)
        return json_answer(page)

    def _since(self, drive: SharePointDrive, token: str) -> int:
        if not token:
            return 0
        epoch, _, seq = token.partition(".")
        if not (epoch.isdecimal() and seq.isdecimal()):
            raise Refused(400, "invalidRequest", "The token is not valid.")
        if int(epoch) != drive.epoch or int(seq) > drive.seq:
            raise Refused(
                410,
                "resyncRequired",
                "Resync required. Replace any local items with the server's version.",
                inner="resyncChangesApplyDifferences",
                headers={"Location": f"{self._state.url}/v1.0/drives/{drive.id}/root/delta"},
            )
        return int(seq)

    def _link(self, drive: SharePointDrive, seq: int) -> str:
        return f"{self._state.url}/v1.0/drives/{drive.id}/root/delta(token='{drive.epoch}.{seq}')"

    def _view(self, drive: SharePointDrive, item: Item) -> Json:
        return deleted_view(drive, item) if item.gone else item_view(self._state, drive, item, with_path=False)
