"""`make clean`: removes `.local` and what it points to. Needs no package."""

import shutil
import sys

from config.local import LOCAL
from config.local.checkout import InUse, owning_servers


def main() -> int:
    try:
        with owning_servers():
            for link in LOCAL.rglob("elsewhere"):
                shutil.rmtree(link.resolve())
            shutil.rmtree(LOCAL)
    except InUse:
        print("`make run` or another command is using .local; stop it first.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
