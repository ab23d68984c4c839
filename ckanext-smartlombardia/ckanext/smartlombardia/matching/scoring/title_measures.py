"""What is measured of two rows with titles: the columns of the numbers of `likeness`, which models give weights to."""

from __future__ import annotations

COSINES = ("title", "maker_too", "letters", "joined", "all")
COVERED = ("of_left", "of_right", "of_left_anywhere", "of_right_anywhere", "left_over", "right_over")
AHEAD = ("title", "letters", "all", "overall")
NAMES = (
    *COSINES,
    *COVERED,
    "numbers",
    "other_numbers",
    "price",
    "maker",
    "overall",
    *(f"{name}_{side}" for name in AHEAD for side in ("ahead_left", "ahead_right")),
)
"""What each column of the numbers is."""
