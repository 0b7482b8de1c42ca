"""`make manage ARGS="…"`: a management command with the servers it needs.

They are those of a running `make run`; else they run as long as the command.
"""

import os
import signal
import subprocess
import sys

import psycopg

from config.local import CHECKOUT, LOCAL
from config.local.checkout import InUse, State, owning_servers, publish, published
from config.local.servers import Servers

SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings.development"}


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command itself answers Ctrl-C
    try:
        with owning_servers():
            return with_own_servers(arguments)
    except InUse:
        state = published()
    if state and state.command == "run":
        return command(arguments, environment=state.environment)
    print("Waiting for another command of this checkout to end.", file=sys.stderr)
    with owning_servers(wait=True):
        return with_own_servers(arguments)


def with_own_servers(arguments: list[str]) -> int:
    with Servers(LOCAL) as servers:
        environment = servers.environment()
        publish(State(command="manage", pid=os.getpid(), environment=environment))
        # What is restored brings tables and reference data with it.
        if arguments[:1] != ["restore"] and is_empty(environment["DATABASE_URL"]):
            done = run(["-m", "config.local.prepare"], environment=environment)
            if done:
                return done
        return command(arguments, environment=environment)


def is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)


def command(arguments: list[str], *, environment: dict[str, str]) -> int:
    return run(["manage.py", *arguments], environment=environment)


def run(arguments: list[str], *, environment: dict[str, str]) -> int:
    env = SETTINGS | dict(os.environ) | environment
    # An ignored signal would stay ignored in the command.
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=env,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
