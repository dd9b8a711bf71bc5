"""German dates: 3. Mai 2026, 14:05."""

DATE_FORMAT = "j. F Y"
DATETIME_FORMAT = "j. F Y, G:i"
SHORT_DATE_FORMAT = "j.n.Y"
MONTH_DAY_FORMAT = "j. F"
TIME_FORMAT = "G:i"
