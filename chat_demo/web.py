"""The page behind its door, as an application to serve."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from chat_demo.app import build
from chat_demo.backend import Backend
from chat_demo.downloads import add_downloads
from chat_demo.ending import StreamsEndWithServer
from chat_demo.gate import Gate
from chat_demo.visitors import Visitors
from core.kernel.settings import Settings

_HERE = Path(__file__).parent
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def create_site(settings: Settings, closing: asyncio.Event | None = None) -> FastAPI:
    """Return the chat for these settings; set `closing` to end the streams of open pages."""
    visitors = Visitors(lambda: Backend(settings.api_address))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await visitors.close()

    site = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    site.add_middleware(StreamsEndWithServer, closing=closing or asyncio.Event())
    site.add_middleware(Gate, visitors=visitors)
    add_downloads(site, visitors)
    # Gradio would answer every origin; where its parent has a policy it leaves that to the parent.
    site.add_middleware(CORSMiddleware, allow_origins=[])
    gr.mount_gradio_app(
        site,
        build(visitors),
        path="/",
        theme=_theme(),
        css_paths=[_HERE / "style.css"],
        footer_links=[],
        run_history=False,
        show_error=False,
        allowed_paths=[],
        blocked_paths=["/"],
        max_file_size="1kb",
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    return site


def _theme() -> gr.themes.Base:
    """Return Gradio's plainest theme with fonts every machine has."""
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="slate",
        font=_FONTS,
        font_mono=("ui-monospace", "Consolas", "monospace"),
        radius_size="lg",
    )
