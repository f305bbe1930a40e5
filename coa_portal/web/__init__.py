"""The face of the portal: base page, components, form rendering, error pages, navigation registry."""
