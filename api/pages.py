"""The few pages the API serves itself: plain HTML that loads nothing."""

from html import escape
from typing import Any

from fastapi.responses import HTMLResponse

from core.kernel.errors import AppError

_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#8bf}}"
)
_METHODS = ("get", "post", "put", "patch", "delete")


def problem_page(kind: type[AppError]) -> HTMLResponse:
    """Return the page that explains one kind of failure in both languages."""
    meaning = (kind.__doc__ or "").strip().splitlines()[0]
    rows = [
        ("Code 代码", str(kind.code)),
        ("HTTP", str(kind.http_status)),
        ("Meaning 含义", f"{meaning} {kind.title_zh}。"),
        ("Worth another try 可重试", "yes 是" if kind.retryable else "no 否"),
    ]
    cells = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows
    )
    title = f"{kind.title} · {kind.title_zh}"
    return _page(
        title,
        f"<table>{cells}</table><p>The <code>detail</code> and <code>errors</code> of the answer"
        " say what it was in your case; <code>X-Trace-Id</code> finds it in our logs."
        "<br>响应中的 <code>detail</code> 与 <code>errors</code> 说明具体原因；"
        "<code>X-Trace-Id</code> 可用于查找日志。</p>",
    )


def routes_page(document: dict[str, Any]) -> HTMLResponse:
    """Return the list of all routes of an OpenAPI document."""
    rows = "".join(
        f"<tr><td>{method.upper()}</td><td><code>{escape(path)}</code></td>"
        f"<td>{escape(operations[method].get('description', ''))}</td></tr>"
        for path, operations in sorted(document["paths"].items())
        for method in _METHODS
        if method in operations
    )
    return _page(
        f"{document['info']['title']} {document['info']['version']}",
        f"<table>{rows}</table><p><a href='/openapi.json'>openapi.json</a></p>",
    )


def _page(title: str, content: str) -> HTMLResponse:
    return HTMLResponse(
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{content}</html>",
        headers={"Content-Security-Policy": _CSP},
    )
