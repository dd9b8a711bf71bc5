"""City and programme: every row of the house belongs to one programme."""
