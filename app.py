"""Canopy's entry: `python app.py` serves; `migrate`, `settings`, `package` and `doctor` do what they say."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from settings import Settings

PLAYGROUND_NOTE = """
  ****  PLAYGROUND  ****  Anybody on this machine can talk to Canopy as anybody. No tokens are checked.
  ****  PLAYGROUND  ****  Never use this with real people or real cases.
"""

cli = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False, help=__doc__)


def _settled() -> Settings:
    """Read the settings, or end with a line for each that is wrong."""
    try:
        return Settings()
    except (OSError, UnicodeDecodeError):
        typer.echo("Canopy cannot start: .env: cannot be read as text in UTF-8", err=True)
        raise typer.Exit(2) from None
    except ValidationError as wrong:
        for error in wrong.errors():
            name = str(error["loc"][0]) if error["loc"] else ""
            typer.echo(
                f"Canopy cannot start: {f'{name}: ' if name else ''}{error['msg'].removeprefix('Value error, ')}", err=True
            )
        raise typer.Exit(2) from None


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run until done, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def _keep_what_is_read(_port: int) -> None:
    """Modules stay to the end: nobody has to look through them, again and again, for what is not needed any more."""
    gc.freeze()
    gc.enable()


@cli.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    playground: Annotated[
        bool, typer.Option("--playground", help="Accept the Agents Playground on this machine, without an app id or tokens.")
    ] = False,
) -> None:
    """Serve until told to stop."""
    if context.invoked_subcommand is not None:
        return
    settings = _settled()
    gc.disable()  # until all is read
    from bot.house import CannotStart, run
    from wiring import house_rules

    if playground:
        typer.echo(PLAYGROUND_NOTE, err=True)
    try:
        _run(run(house_rules(settings, playground=playground), on_open=_keep_what_is_read))
    except CannotStart as reason:
        typer.echo(f"Canopy cannot start: {reason}", err=True)
        raise typer.Exit(2) from None


@cli.command()
def migrate() -> None:
    """Bring the database up to date."""
    from bot.house import CannotStart, migrate_now

    try:
        typer.echo(migrate_now(_settled().database))
    except CannotStart as reason:
        typer.echo(f"Canopy cannot migrate: {reason}", err=True)
        raise typer.Exit(2) from None


@cli.command()
def settings() -> None:
    """Show every setting: its value or "unset", and what it is. Secrets are masked."""
    for name, value, meaning in _settled().shown():
        typer.echo(f"{name}={value}\n    {meaning}")


@cli.command()
def package(
    app_id: Annotated[str, typer.Option(help="Application (client) id of the bot registration.")],
    domain: Annotated[str, typer.Option(help="Host name Canopy answers under, for example canopy.example.org.")],
    out: Annotated[Path, typer.Option(help="Folder for the zip.")] = Path("dist"),
    name: Annotated[str, typer.Option(help="What the app is called in Teams.")] = "Canopy",
    library: Annotated[
        bool, typer.Option("--library/--no-library", help="Ask team owners for what filing needs: to read channel messages.")
    ] = True,
) -> None:
    """Write the app package to upload into Teams."""
    from manifest.package import VERSION, build

    try:
        typer.echo(f"Written: {build(app_id, domain, out, version=VERSION, name=name, library=library)}")
    except ValueError as wrong:
        typer.echo(f"Cannot write the package: {wrong}", err=True)
        raise typer.Exit(2) from None


@cli.command()
def doctor(
    team: Annotated[str, typer.Option(help="The team's group id in Entra: the groupId in a link to the team.")],
    channel: Annotated[str, typer.Option(help="The channel's id: 19:...@thread.tacv2, decoded from a link to the channel.")],
    message: Annotated[str, typer.Option(help="Id of a message with a file: the number at the end of a link to it.")] = "",
    tenant: Annotated[str, typer.Option(help="The team's tenant, where the bot serves several.")] = "",
) -> None:
    """Ask Microsoft 365 what Canopy may do in one channel's library, and say what to do where it may not. Changes nothing."""
    settings = _settled()
    from bot.doctor import Where, examine
    from bot.house import CannotStart
    from wiring import house_rules

    well = True

    async def ask() -> None:
        nonlocal well
        async for finding in examine(house_rules(settings, playground=False), Where(team, channel, message, tenant)):
            typer.echo(finding.said())
            well = well and finding.well

    try:
        _run(ask())
    except CannotStart as reason:
        typer.echo(f"Canopy cannot ask: {reason}", err=True)
        raise typer.Exit(2) from None
    if not well:
        raise typer.Exit(1)


if __name__ == "__main__":
    sys.exit(cli())
