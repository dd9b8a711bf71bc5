"""The design system: page frame, components, forms, error pages. Knows no domain."""
