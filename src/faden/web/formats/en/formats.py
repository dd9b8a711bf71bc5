"""British dates: 3 May 2026, 14:05."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, G:i"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "G:i"
