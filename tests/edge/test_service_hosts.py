"""One allow-list of hosts, for what comes in and for where a token may go."""

import pytest

from bot.service_hosts import TEAMS_HOSTS, ServiceHosts

LOCAL = "http://127.0.0.1:5600"


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/amer/5e1b0d3a-0000-4000-8000-0000000071e4/",
        "https://smba.trafficmanager.net",
        "https://smba.trafficmanager.net:443/teams",
        "HTTPS://SMBA.TrafficManager.net/emea/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://smba.infra.gov.teams.microsoft.us/teams/",
        "https://europe.directline.botframework.com/",
        "https://api.botframework.azure.cn/",
    ],
)
def test_microsofts_connectors_are_allowed(url: str) -> None:
    """Teams' connectors in every cloud are on the list."""
    assert ServiceHosts(TEAMS_HOSTS).allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "smba.trafficmanager.net", "//smba.trafficmanager.net/", "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil/emea/", "https://smba.trafficmanager.net.evil.example/",
        "https://evilsmba.trafficmanager.net/", "https://emea.smba.trafficmanager.net/", "https://trafficmanager.net/",
        "https://other.trafficmanager.net/", "https://botframework.com/", "https://evilbotframework.com/",
        "https://a.botframework.com.evil.example/", "https://.botframework.com/", "https://a..botframework.com/",
        "https://-a.botframework.com/", "https://smba.trafficmanager.net./", "https://smba.trafficmanager.net:8443/", "https://api.botframework.com:8443/",
        "https://smba.trafficmanager.net:0/", "https://smba.trafficmanager.net:99999/", "https://smba.trafficmanager.net:/",
        "https://user@smba.trafficmanager.net/", "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:x@evil.example/", "https://evil.example/smba.trafficmanager.net/",
        "https://evil.example?smba.trafficmanager.net", "https://evil.example#smba.trafficmanager.net",
        "https://smba.trafficmanager.net/?next=1", "https://smba.trafficmanager.net/#x",
        "https://smba.trafficmanager.net\\@evil.example/", "https://evil.example\\.botframework.com/",
        "https://smba.trafficmanager.net/\n", "\thttps://smba.trafficmanager.net/", "https://smba.trafficmanager.net /",
        "https://smba。trafficmanager。net/", "https://ｓmba.trafficmanager.net/", "https://ſmba.trafficmanager.net/",
        "https://ſmba.botframework.com/", "https://smba.botframeworK.com/",
        "https://127.0.0.1/", "https://2130706433/", "https://127.1/", "https://0x7f.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/metadata", "http://169.254.169.254/", "http://127.0.0.1:5600/", "http://localhost:5600/",
        "ftp://smba.trafficmanager.net/", "javascript:https://smba.trafficmanager.net/", "https:smba.trafficmanager.net/",
        "https:///smba.trafficmanager.net/", "https://smba.trafficmanager.net/" + "a" * 3000,
    ],
)  # fmt: skip
def test_everything_else_is_not(url: str) -> None:
    """Look-alikes, other schemes and ports, user names, addresses, odd characters: none of them is allowed."""
    assert not ServiceHosts(TEAMS_HOSTS).allows(url)


def test_loopback_is_allowed_only_where_it_is_listed() -> None:
    """Plain http is for the very loopback address and port that is listed."""
    hosts = ServiceHosts([LOCAL, "http://localhost:56150", "https://127.0.0.1:7443", "http://[::1]:9"])

    assert all(
        hosts.allows(url)
        for url in (LOCAL, f"{LOCAL}/v3/", "http://localhost:56150/_connector", "https://127.0.0.1:7443/x", "http://[::1]:9/")
    )
    assert not any(
        hosts.allows(url)
        for url in ("http://127.0.0.1:5601", "http://127.0.0.1", "https://127.0.0.1:5600/", "http://localhost:5600/",
                    "http://127.0.0.1:56000/", "http://127.1:5600/", "http://127.0.0.1:5600@evil.example/", "http://0.0.0.0:5600")
    )  # fmt: skip


def test_a_host_may_be_listed_with_its_port() -> None:
    """Another port than https' own must be named in the list."""
    hosts = ServiceHosts(["Connector.Example.org:8443 "])

    assert hosts.allows("https://connector.example.org:8443/x")
    assert not hosts.allows("https://connector.example.org/x")


def test_an_empty_list_allows_nothing() -> None:
    """No list, no host."""
    assert not ServiceHosts([]).allows("https://smba.trafficmanager.net/")


@pytest.mark.parametrize(
    "pattern",
    ["", "*", "*.", "*.com", "*.*.com", "http://example.org", "http://example.org:80", "http://127.0.0.1", "a b", "x/y", "a@b",
     "ftp://x.org", "*.x.org:8443", "https://x.org/path", "smba.*.net", "-x.org", "x.org:0"],
)  # fmt: skip
def test_a_senseless_entry_is_named(pattern: str) -> None:
    """An entry that cannot be meant is refused at the start, by name."""
    with pytest.raises(ValueError, match=r"is not a host|plain http|a family of hosts"):
        ServiceHosts([pattern])
