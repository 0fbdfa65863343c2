"""The sandbox's front page, and its workbooks as plain tables to look at and to type into."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from integrations.sandbox import by_hand, google_drive, google_ranges, pages
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import google
from integrations.sandbox.world import World


def routes(world: World) -> list[Route]:
    """The front page, one page for each workbook, and the files that are open to everybody."""

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
        said = await _type(world, book["spreadsheetId"], request) if request.method == "POST" else ""
        return HTMLResponse(
            pages.render("workbook.html", name=name, book=book, said=said, letters=google_ranges.column)
        )

    async def file(request: Request) -> Response:
        found = google(world)["files"].get(request.path_params["file_id"])
        content = google_drive.read_by_anybody(found) if found else None
        if content is None:
            return HTMLResponse(pages.render("message.html", title="There is no such file for everybody", said=""), 404)
        return Response(content, media_type=found["mimeType"])

    return [
        Route("/", front),
        Route("/sheets/{book_id}", workbook, methods=["GET", "POST"]),
        Route("/files/{file_id}", file),
    ]


async def _type(world: World, book_id: str, request: Request) -> str:
    """Somebody types into a cell. Returns what has become of it."""
    form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    tab, cell, words = (form.get(field, "") for field in ("tab", "cell", "words"))
    try:
        by_hand.type_words(world, book_id, tab, cell.strip().upper(), words)
    except Refused as refused:
        return f"Nothing was written: {refused}"
    return f"{cell.strip().upper()} of {tab} was written."
