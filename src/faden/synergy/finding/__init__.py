"""Finding what belongs together, on plain values and arrays: no Django here. docs/synergies.md says how it reckons."""
