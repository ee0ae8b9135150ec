"""The page's switches for bad days."""

from __future__ import annotations

from sandbox.faults import Fault, Faults
from sandbox.graph_faults import GraphFault, GraphFaultOptions, GraphFaults
from sandbox.world import Json

_WRITES = "POST PUT DELETE"
_LONGEST = 60.0
_OF_THE_LIBRARY: dict[str, tuple[int, GraphFaultOptions]] = {
    "library-429": (429, {"retry_after": 5}),
    "library-403": (403, {}),
    "library-500-before": (500, {}),
    "library-500-after": (500, {"after_work": True}),
}
_KINDS = ("none", "429", "500-before", "500-after", "drop-after", "files", *_OF_THE_LIBRARY)


def _kind(fault: Fault) -> str:
    if fault.area == "files":
        return "files"
    if fault.status == 429:
        return "429"
    if not fault.status:
        return "drop-after"
    return "500-after" if fault.after_work else "500-before"


def _library_kind(fault: GraphFault) -> str:
    if fault.status != 500:
        return f"library-{fault.status}"
    return "library-500-after" if fault.after_work else "library-500-before"


def faults_view(faults: Faults, library: GraphFaults) -> Json:
    """Return what goes wrong at the moment, in Teams or in SharePoint."""
    waiting = [(_kind(fault), fault.times) for fault in faults.waiting if fault.times != 0]
    waiting += [(_library_kind(fault), fault.times) for fault in library.waiting if fault.times != 0]
    kind, times = waiting[0] if waiting else ("none", 0)
    return {"latency_ms": round(faults.delay * 1000), "fail": kind, "times": times}


def set_faults(faults: Faults, library: GraphFaults, body: Json) -> None:
    """Let what the bot writes, uploads or files fail so many times, in one way. Raises ValueError for a way that is not known."""
    kind, times = body.get("fail", "none"), int(body.get("times") or 1)
    delay = float(body.get("latency_ms") or 0) / 1000
    if kind not in _KINDS:
        raise ValueError(f"fail is one of {', '.join(_KINDS)}.")
    faults.clear()
    library.clear()
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
        case _ if kind in _OF_THE_LIBRARY:
            status, options = _OF_THE_LIBRARY[kind]
            library.add("graph", status, times, **options)
