"""A model that answers at once, in forty tokens, over a socket of this machine."""

import json
from typing import Any

from tests.support.speaking_server import Steps, said, spoken

WORDS = [f" word{number}" for number in range(30)]
OBJECT = ['{"', "intent", '":', ' "', "general_qa", '",', ' "answer', '":', ' "', *WORDS, '"}']
ANSWER = "".join(WORDS)
TOKENS = len(OBJECT)
_FACTS = 20


def answers(number: int, body: dict[str, Any]) -> Steps:
    """Say what the turn is about and the answer, as one object; or the answer alone, in words.

    Asked what of a turn is worth remembering, it says one of a few things.
    """
    if "<turn>" in body["messages"][-1]["content"]:
        fact = f"Travels with {number % _FACTS} small bags"
        return said(json.dumps({"memories": [{"text": fact}]}))
    wants_words = not ({"response_format", "tools"} & body.keys())
    pieces = WORDS if wants_words else OBJECT
    return spoken(*pieces) if body.get("stream") else said("".join(pieces))
