"""The dialects: one module or package each, with the members of `app.interchange.dialect.Dialect`."""
