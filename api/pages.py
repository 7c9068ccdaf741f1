"""The few pages the API serves itself: plain HTML that loads nothing."""

from html import escape
from typing import Any

from fastapi.responses import HTMLResponse

from api.reference import reference
from core.kernel.errors import AppError

_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}"
    "code{overflow-wrap:anywhere}summary{cursor:pointer;padding:.15rem 0}"
    "details>:not(summary){margin-left:1rem}"
    "table{display:block;overflow-x:auto;border-spacing:0;font-size:.9rem}"
    "td{border-top:1px solid #8884}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.6rem;background:#8882;border-radius:.4rem}"
    "h3{margin:.8rem 0 .2rem}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#8bf}}"
)


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
    """Return the reference of all routes and shapes of an OpenAPI document."""
    title = f"{document['info']['title']} {document['info']['version']}"
    return _page(title, reference(document))


def _page(title: str, content: str) -> HTMLResponse:
    return HTMLResponse(
        f"<!doctype html><html lang='en'><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{content}</html>",
        headers={"Content-Security-Policy": _CSP},
    )
