"""Opinion: what everybody thinks of the statements, the groups of opinion, common ground and open conflicts."""
