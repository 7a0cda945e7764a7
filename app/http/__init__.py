"""The HTTP face: API, SPARQL protocol, errors. With `app.web`, the only code that knows FastAPI."""
