"""`bench.kill_hall` that queues nobody: for benches of how it goes with so many conversations at once."""

from __future__ import annotations

from bench.kill_hall import main
from support.unqueued_hall import admit_everyone

if __name__ == "__main__":
    admit_everyone()
    main()
