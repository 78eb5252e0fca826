"""`bench.kill_hall` without its queue: every citizen gets a conversation at once. For benches of many conversations."""

from __future__ import annotations

from bench.kill_hall import main
from support.unqueued_hall import admit_everyone

if __name__ == "__main__":
    admit_everyone()
    main()
