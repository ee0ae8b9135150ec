"""What the front door counts. No member, no text, and no more label values than are listed here."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

KNOWN_INVOKES = frozenset(
    {
        "actionableMessage/executeAction",
        "adaptiveCard/action",
        "application/search",
        "composeExtension/anonymousQueryLink",
        "composeExtension/fetchTask",
        "composeExtension/onCardButtonClicked",
        "composeExtension/query",
        "composeExtension/queryLink",
        "composeExtension/querySettingUrl",
        "composeExtension/selectItem",
        "composeExtension/setting",
        "composeExtension/submitAction",
        "config/fetch",
        "config/submit",
        "fileConsent/invoke",
        "handoff/action",
        "message/fetchTask",
        "message/submitAction",
        "signin/failure",
        "signin/tokenExchange",
        "signin/verifyState",
        "suggestedActions/submit",
        "tab/fetch",
        "tab/submit",
        "task/fetch",
        "task/submit",
    }
)
_LATE = (0.1, 1.0, 5.0, 60.0, 600.0, 3_600.0, 21_600.0, 86_400.0)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.0, 10.0)


class Metrics:
    """The door's counters in one Prometheus registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._requests = Counter(
            "canopy_requests", "Calls to the door, by status and why", ["status", "reason"], registry=registry
        )
        self._invokes = Counter("canopy_invokes", "Invokes, by name and outcome", ["name", "outcome"], registry=registry)
        self._faults = Counter("canopy_turn_faults", "Turns that failed through a fault of ours", ["kind"], registry=registry)
        self._events = Counter(
            "canopy_events", "What happened, by kind; ignored when it was of no use", ["kind"], registry=registry
        )
        self._seconds = Histogram(
            "canopy_turn_seconds", "Time a turn took, in seconds", ["kind"], registry=registry, buckets=_SECONDS
        )
        self._due = Counter(
            "canopy_due", "What was due, by what it is and what came of it", ["what", "outcome"], registry=registry
        )
        self._late = Histogram(
            "canopy_due_late_seconds", "How late what was due was done, in seconds", registry=registry, buckets=_LATE
        )
        self._filings = Counter(
            "canopy_filings",
            "Steps on the way into the library, by what came of them",
            ["outcome"],
            registry=registry,
        )
        self._libraries = Counter(
            "canopy_libraries",
            "Looks at libraries and their changes",
            ["what", "outcome"],
            registry=registry,
        )
        self.in_flight: Gauge = Gauge("canopy_requests_in_flight", "Calls being handled now", registry=registry)

    def request(self, status: int, reason: str) -> None:
        """Count one call; `reason` is "ok" or one of the door's own words."""
        self._requests.labels(str(status), reason).inc()

    def turn(self, kind: str, seconds: float) -> None:
        """Record how long a turn took; `kind` is "invoke" or "event"."""
        self._seconds.labels(kind).observe(seconds)

    def invoke(self, name: object, outcome: str) -> None:
        """Count one invoke; names that Teams does not have are one name."""
        self._invokes.labels(name if isinstance(name, str) and name in KNOWN_INVOKES else "other", outcome).inc()

    def due(self, what: str, outcome: str, late: float) -> None:
        """Count something that was due; `outcome` is "done", "refused", "put_off", "unknown" or "failed", `late` in seconds."""
        self._due.labels(what, outcome).inc()
        if outcome == "done":
            self._late.observe(max(0.0, late))

    def filing(self, outcome: str) -> None:
        """Count what came of a filing: "filed", "read", "put_off", "busy", "overtaken", "let_go", or "failed_" and why."""
        self._filings.labels(outcome).inc()

    def library(self, what: str, outcome: str) -> None:
        """Count a "look" (a degree, or "put_off", "failed") or "changes" ("followed", "put_off", "failed")."""
        self._libraries.labels(what, outcome).inc()

    def fault(self, kind: str) -> None:
        """Count one fault of ours; `kind` is "invoke" or "event"."""
        self._faults.labels(kind).inc()

    def event(self, kind: str) -> None:
        """Count one event; `kind` is one of the house's own words, or "ignored"."""
        self._events.labels(kind).inc()
