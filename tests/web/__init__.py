"""The web face: routes, links, escaping, errors, headers, and the index changing under it."""
