"""Answers: what every answer of ours says beside its content, and what is said where something went wrong."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.errors import NotFound
from bot.services.outage import is_outage
from bot.ui.errors import new_reference
from bot.ui.text.problems import UNEXPECTED, problem

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def answer_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into a plain line, and never into the error's own words."""
    try:
        response = await handler(request)
    except NotFound as error:
        response = web.Response(status=404, text=" ".join(problem(error.code, error.facts)).replace("`", "") + "\n")
    except web.HTTPException:
        raise
    except Exception as error:
        if is_outage(error):
            log.warning("a request came while the database is away")
            text = " ".join(problem("database_away", {}))
            response = web.Response(status=503, text=f"{text}\n", headers={"Retry-After": "60"})
        else:
            reference = new_reference()
            log.exception("a request was not answered, reference %s", reference)
            response = web.Response(status=500, text=UNEXPECTED.format(reference=reference) + "\n")
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
