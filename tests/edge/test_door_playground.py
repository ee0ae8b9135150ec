"""Without tokens: only for a playground on this machine, and only when asked for."""

import pytest

from bot.bearer import Claims
from bot.invoke_answers import InvokeAnswer
from bot.screening import DoorRules
from bot.service_hosts import ServiceHosts
from tests.support.edge_door import OpenDoor, activity

PLAYGROUND = "http://localhost:56150/_connector"
HOSTS = ServiceHosts(["http://localhost:56150"])


@pytest.fixture
async def home(closed_door: OpenDoor) -> OpenDoor:
    await closed_door.open(app_id="", playground=True, hosts=HOSTS, tenants=frozenset())
    return closed_door


async def test_the_playground_needs_no_token(home: OpenDoor) -> None:
    """A call from this machine comes in without a token, and the turn can tell."""
    seen: list[Claims] = []

    async def turn(payload: dict[str, object], claims: Claims) -> InvokeAnswer | None:
        seen.append(claims)
        return None

    home.turn = turn
    answer = await home.knock(activity(serviceUrl=PLAYGROUND, channelId="emulator"), headers={"Authorization": ""})

    assert answer.status == 200
    assert seen == [Claims("", "", frozenset(), anonymous=True)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Host", "bot.example"), ("x-forwarded-proto", "https"),
        ("Forwarded", "for=203.0.113.7"), ("Via", "1.1 proxy"), ("X-Real-IP", "203.0.113.7"),
        ("Origin", "https://evil.example"), ("Host", "evil.example"), ("Host", "evil.example:3978"),
    ],
)  # fmt: skip
async def test_nothing_that_was_passed_on_comes_in(home: OpenDoor, name: str, value: str) -> None:
    """A tunnel, a proxy, a browser page or a borrowed name is 401."""
    answer = await home.knock(activity(serviceUrl=PLAYGROUND), headers={"Authorization": "", name: value})

    assert answer.status == 401
    assert home.came_in == []


async def test_the_playground_answers_only_to_listed_services(home: OpenDoor) -> None:
    """Without tokens the allow-list of hosts still holds."""
    assert (await home.knock(activity(serviceUrl="http://localhost:1/"), headers={"Authorization": ""})).status == 403


async def test_without_asking_for_it_there_is_no_playground(closed_door: OpenDoor) -> None:
    """No app id alone does not open the door."""
    await closed_door.open(app_id="", hosts=HOSTS)

    assert (await closed_door.knock(activity(serviceUrl=PLAYGROUND), headers={"Authorization": ""})).status == 401


def test_a_real_app_has_no_playground() -> None:
    """With an app id the playground cannot be switched on."""
    with pytest.raises(ValueError, match="app id"):
        DoorRules(HOSTS, app_id="x", playground=True)
