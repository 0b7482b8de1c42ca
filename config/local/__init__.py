"""Running on one machine: embedded PostgreSQL and broker, the supervisor, `manage` with servers.

Nothing here is imported by the applications, and nothing here imports Django: these modules
prepare the environment variables that the settings read.
"""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LOCAL = CHECKOUT / ".local"
