"""Run all measurements, each in a process of its own, or those named: `run.py reading speed`."""

import subprocess
import sys
from pathlib import Path

MEASUREMENTS = (
    "reading", "speed", "pages", "peer", "serving", "exporting", "words", "searching", "embedding", "linking", "synergies",
    "opinion",
)  # fmt: skip

if __name__ == "__main__":
    for name in sys.argv[1:] or MEASUREMENTS:
        subprocess.run([sys.executable, Path(__file__).with_name(f"{name}.py")], check=True)
