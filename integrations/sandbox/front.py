"""The sandbox's front page, and its workbooks as plain tables, for whoever wants to look around."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from integrations.sandbox import pages
from integrations.sandbox.google_state import google
from integrations.sandbox.world import World


def routes(world: World) -> list[Route]:
    """The front page, and one page for each workbook."""

    async def front(_: Request) -> Response:
        state = google(world)
        page = pages.render(
            "front.html",
            now=world.clock.now(),
            forms=list(state["forms"].values()),
            books=list(state["books"].values()),
            files=state["files"],
            letters=world.mailchimp.get("inbox", []),
        )
        return HTMLResponse(page)

    async def workbook(request: Request) -> Response:
        state = google(world)
        book = state["books"].get(request.path_params["book_id"])
        if book is None:
            return HTMLResponse(pages.render("message.html", title="There is no such workbook", said=""), 404)
        name = state["files"][book["spreadsheetId"]]["name"]
        return HTMLResponse(pages.render("workbook.html", name=name, book=book))

    return [Route("/", front), Route("/sheets/{book_id}", workbook)]
