"""The page's switches for bad days."""

from __future__ import annotations

from sandbox.faults import Fault, Faults
from sandbox.world import Json

_WRITES = "POST PUT DELETE"
_LONGEST = 60.0


def _kind(fault: Fault) -> str:
    if fault.area == "files":
        return "files"
    if fault.status == 429:
        return "429"
    if not fault.status:
        return "drop-after"
    return "500-after" if fault.after_work else "500-before"


def faults_view(faults: Faults) -> Json:
    """Return what goes wrong at the moment."""
    waiting = [fault for fault in faults.waiting if fault.times != 0]
    now = {"fail": _kind(waiting[0]), "times": waiting[0].times} if waiting else {"fail": "none", "times": 0}
    return {"latency_ms": round(faults.delay * 1000), **now}


def set_faults(faults: Faults, body: Json) -> None:
    """Let what the bot writes or uploads fail so many times, in one way. Raises ValueError for a way that is not known."""
    kind, times = body.get("fail", "none"), int(body.get("times") or 1)
    delay = float(body.get("latency_ms") or 0) / 1000
    if kind not in ("none", "429", "500-before", "500-after", "drop-after", "files"):
        raise ValueError("fail is none, 429, 500-before, 500-after, drop-after or files.")
    faults.clear()
    faults.latency(min(max(delay, 0.0), _LONGEST))
    match kind:
        case "429":
            faults.on(_WRITES, status=429, retry_after=2, times=times)
        case "500-before" | "500-after":
            faults.on(_WRITES, status=500, after_work=kind == "500-after", times=times)
        case "files":
            faults.on("PUT", area="files", status=500, times=times)
        case "drop-after":
            faults.drop(_WRITES, after_work=True, times=times)
