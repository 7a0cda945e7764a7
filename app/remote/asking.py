"""One query to the store, by the SPARQL 1.1 Protocol."""

import http.client
import urllib.error
import urllib.request
import warnings
from collections.abc import Sequence

from SPARQLWrapper import GET, JSON, POST, SELECT, SPARQLWrapper

from app.problems import StoreError, StoreTimeoutError, StoreUnavailableError
from app.remote.connection import opener, read
from app.remote.endpoint import Endpoint

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
LONGEST_ADDRESS = 2000
_READABLE = {ROWS: (ROWS, "application/json"), TRIPLES: (TRIPLES, "text/plain", "text/ntriples")}


def ask(endpoint: Endpoint, query: str, wanted: str, default: Sequence[str], named: Sequence[str]) -> bytes:
    """The body of the store's answer, complete and of the wanted media type.

    A short query goes by GET, which caches keep; a long one by POST.

    :param wanted: ROWS or TRIPLES
    :param default: IRIs whose union is the default graph; the store's own when there are none
    :param named: IRIs of the named graphs
    :raises QueryError: the store calls the query malformed
    :raises StoreError: the store cannot be reached, or what it sends cannot be used
    :raises QueryLimitError: the answer is too long
    """
    urllib.request.install_opener(opener(endpoint))
    request = _request(endpoint, query, wanted, default, named)
    try:
        response = request.query().response
        media_type = (response.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        if media_type not in _READABLE[wanted]:
            raise StoreError(f"The store sends {media_type[:80] or 'no media type'} where {wanted} was asked for.")
        return read(response, endpoint.longest)
    except TimeoutError as error:
        raise StoreTimeoutError(f"The store was silent for {endpoint.read_seconds:g} seconds.") from error
    except urllib.error.HTTPError as error:
        raise StoreError("The store sends us round in circles.") from error
    except (OSError, http.client.HTTPException) as error:
        raise StoreUnavailableError("The connection to the store broke off.") from error


def _request(
    endpoint: Endpoint, query: str, wanted: str, default: Sequence[str], named: Sequence[str]
) -> SPARQLWrapper:
    request = SPARQLWrapper(endpoint.url, returnFormat=JSON)
    request.setOnlyConneg(True)
    for iri in default:
        request.addParameter("default-graph-uri", iri)
    for iri in named:
        request.addParameter("named-graph-uri", iri)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        request.setQuery(query)
    # The library guesses the form by regular expressions; whatever it thinks, what we send is never an update.
    request.queryType = SELECT
    long = len(query) + sum(len(iri) + 20 for iri in (*default, *named)) > LONGEST_ADDRESS
    request.setMethod(POST if long else GET)
    request.addCustomHttpHeader("Accept", wanted)
    request.addCustomHttpHeader("User-Agent", "passerelle")
    if endpoint.authorization:
        request.addCustomHttpHeader("Authorization", endpoint.authorization)
    return request
