"""From folders to an immutable release: graphs, reasoning, integrity, store, description, manifest."""
