"""Single requests without a TLS context, whose making takes longer than a request to this machine."""

from functools import partial

import httpx

get = partial(httpx.get, verify=False, trust_env=False)
post = partial(httpx.post, verify=False, trust_env=False)
delete = partial(httpx.delete, verify=False, trust_env=False)
request = partial(httpx.request, verify=False, trust_env=False)
