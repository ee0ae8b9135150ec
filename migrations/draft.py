"""Drafts the next migration from what changed in `store/schema.py`: `python -m migrations.draft 0002 "What changes"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from store.database import Database


def draft(number: str, message: str) -> None:
    """Write `migrations/versions/<number>_<message>.py`, comparing the schema with a database at the last step."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")

    def compare(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.revision(config, message=message, autogenerate=True, rev_id=number)

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db")
        database.run(compare)
        database.close()


if __name__ == "__main__":
    draft(sys.argv[1], sys.argv[2])
