"""`minigrad exercises example-class`: write a made-up class, to try grading with."""

from __future__ import annotations

from pathlib import Path

from minigrad.classroom.example_class import EXERCISES, ROSTER, SUBMISSIONS, write_example_class


def example_class(folder: str) -> None:
    try:
        written = write_example_class(Path(folder))
    except OSError as error:
        raise ValueError(
            f"cannot write into {folder!r} ({error.strerror or error}): choose another folder"
        ) from None
    name = f'"{folder}"' if " " in folder else folder
    print(f"Wrote {len(written)} files into {folder}: what a made-up class of 20 hands in.")
    print(
        f"Next:\n  minigrad exercises grade {name}/{SUBMISSIONS} --roster {name}/{ROSTER} "
        f"--exercise {','.join(EXERCISES)}"
    )
