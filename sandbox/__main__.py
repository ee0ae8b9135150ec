"""`python -m sandbox`: a pretend Teams with Canopy in it, to try in a browser."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import sys
from pathlib import Path

from sandbox.run import Plan, Sandbox, default_command


def read_plan(words: list[str]) -> Plan:
    """Read the command line. Raises SystemExit for what it does not know."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=5600, help="where the page is (5600)")
    parser.add_argument("--bot-port", type=int, default=3978, help="where Canopy listens (3978)")
    parser.add_argument("--data-dir", type=Path, default=Path("data/sandbox"), help="where everything is kept (data/sandbox)")
    parser.add_argument("--app", type=shlex.split, default=None, help="the command that starts Canopy (python app.py)")
    said = parser.parse_args(words)
    return Plan(said.port, said.bot_port, said.data_dir, said.app or default_command())


if __name__ == "__main__":
    sys.exit(asyncio.run(Sandbox(read_plan(sys.argv[1:])).run()))
