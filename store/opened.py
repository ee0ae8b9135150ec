"""The store, opened for one community: no query can forget the filter."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from community.people import CommunityId, TenantId
from store.acceptances import Acceptances
from store.answers import Answers
from store.asks import Asks
from store.calls import Calls
from store.checkin_kinds import CheckinKinds
from store.checkins import Checkins
from store.communities import Settlements
from store.documents import Documents
from store.due import DueWork
from store.entries import Entries
from store.exports import Exports
from store.filings import Filings
from store.inbox import Inbox
from store.launches import Launches
from store.libraries import Libraries
from store.members import Members
from store.memoranda import Memoranda
from store.memorandum_comments import MemorandumComments
from store.outbox import Outbox
from store.polls import Polls
from store.postings import Postings
from store.profiles import Profiles
from store.prompts import Prompts
from store.reflections import Reflections
from store.reminders import Reminders
from store.reviews import Reviews
from store.rhythms import Rhythms
from store.starter_packs import StarterPacks
from store.stored_files import StoredFiles
from store.uses import Uses
from store.welcomes import Welcomes


class Store:
    """What one turn may read and write: the rows of one community."""

    def __init__(self, connection: Connection, tenant: TenantId, community: CommunityId, service_url: str = "") -> None:
        self.connection = connection
        self.service_url = service_url
        self.tenant = tenant
        self.community = community

    @cached_property
    def asks(self) -> Asks:
        """What members asked."""
        return Asks(self.connection, self.tenant, self.community)

    @cached_property
    def answers(self) -> Answers:
        """What colleagues brought back."""
        return Answers(self.connection, self.tenant, self.community)

    @cached_property
    def members(self) -> Members:
        """Who is in the community, and as what."""
        return Members(self.connection, self.tenant, self.community)

    @cached_property
    def postings(self) -> Postings:
        """Which message shows what."""
        return Postings(self.connection, self.tenant, self.community)

    @cached_property
    def outbox(self) -> Outbox:
        """What Canopy will say outside its answer."""
        return Outbox(self.connection, self.tenant, self.community, self.service_url)

    @cached_property
    def settlements(self) -> Settlements:
        """What the community has settled about itself."""
        return Settlements(self.connection, self.tenant, self.community)

    @cached_property
    def checkins(self) -> Checkins:
        """How members were, each time they were asked."""
        return Checkins(self.connection, self.tenant, self.community)

    @cached_property
    def checkin_kinds(self) -> CheckinKinds:
        """What this community asks in check-ins of its own."""
        return CheckinKinds(self.connection, self.tenant, self.community)

    @cached_property
    def polls(self) -> Polls:
        """What facilitators asked the room."""
        return Polls(self.connection, self.tenant, self.community)

    @cached_property
    def prompts(self) -> Prompts:
        """What the community was invited to reflect on."""
        return Prompts(self.connection, self.tenant, self.community)

    @cached_property
    def reflections(self) -> Reflections:
        """What members wrote, most of it for themselves alone."""
        return Reflections(self.connection, self.tenant, self.community)

    @cached_property
    def exports(self) -> Exports:
        """What exports read that nothing else does."""
        return Exports(self.connection, self.tenant, self.community)

    @cached_property
    def rhythms(self) -> Rhythms:
        """What repeats, or waits to be launched."""
        return Rhythms(self.connection, self.tenant, self.community)

    @cached_property
    def due(self) -> DueWork:
        """What is on the clock."""
        return DueWork(self.connection, self.tenant, self.community)

    @cached_property
    def launches(self) -> Launches:
        """Who launched what where."""
        return Launches(self.connection, self.tenant, self.community)

    @cached_property
    def reminders(self) -> Reminders:
        """Who is still to be heard in a poll."""
        return Reminders(self.connection, self.tenant, self.community)

    @cached_property
    def reviews(self) -> Reviews:
        """Who is asked about which review date."""
        return Reviews(self.connection, self.tenant, self.community)

    @cached_property
    def stored_files(self) -> StoredFiles:
        """What is known of the files in SharePoint, or in a folder."""
        return StoredFiles(self.connection, self.tenant, self.community)

    @cached_property
    def documents(self) -> Documents:
        """The catalogue of the library."""
        return Documents(self.connection, self.tenant, self.community)

    @cached_property
    def filings(self) -> Filings:
        """Files on their way into the library."""
        return Filings(self.connection, self.tenant, self.community)

    @cached_property
    def libraries(self) -> Libraries:
        """What is known of where the community's files lie."""
        return Libraries(self.connection, self.tenant, self.community)

    @cached_property
    def uses(self) -> Uses:
        """Who used which document."""
        return Uses(self.connection, self.tenant, self.community)

    @cached_property
    def starter_packs(self) -> StarterPacks:
        """What is for those who are new."""
        return StarterPacks(self.connection, self.tenant, self.community)

    @cached_property
    def entries(self) -> Entries:
        """What can be found again."""
        return Entries(self.connection, self.tenant, self.community)

    @cached_property
    def profiles(self) -> Profiles:
        """What members want colleagues to know of them."""
        return Profiles(self.connection, self.tenant, self.community)

    @cached_property
    def memoranda(self) -> Memoranda:
        """What members hold each other to, version by version."""
        return Memoranda(self.connection, self.tenant, self.community)

    @cached_property
    def acceptances(self) -> Acceptances:
        """Who accepted which version of the memorandum."""
        return Acceptances(self.connection, self.tenant, self.community)

    @cached_property
    def memorandum_comments(self) -> MemorandumComments:
        """What members say about the draft of the memorandum."""
        return MemorandumComments(self.connection, self.tenant, self.community)

    @cached_property
    def welcomes(self) -> Welcomes:
        """Who was welcomed."""
        return Welcomes(self.connection, self.tenant, self.community)

    @cached_property
    def calls(self) -> Calls:
        """Who was called on for which ask."""
        return Calls(self.connection, self.tenant, self.community)

    def forget(self, about: str) -> None:
        """Keep no answer and no message that is about something withdrawn; `about` is its id, which every card of it holds."""
        Inbox(self.connection, self.tenant).forget(about)
        self.outbox.forget(about)
