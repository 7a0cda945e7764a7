"""The release in a remote store: any service that speaks SPARQL 1.1, asked through killable processes.

Only this package opens connections, and only to the store that the operator configured: no address comes from a user.
"""

from app.remote.store import Local, RemoteStore, Runner

__all__ = ["Local", "RemoteStore", "Runner"]
