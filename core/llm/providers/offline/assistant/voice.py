"""The answer of a turn in words, from its facts: the offline model's part of `assistant.answer`.

It says what stands in the facts and nothing else. Where they are of a kind it does not know, it
says that it cannot tell.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from core.llm.providers.offline.assistant.changes_en import CHANGES_EN
from core.llm.providers.offline.assistant.changes_zh import CHANGES_ZH
from core.llm.providers.offline.assistant.chatter import chatter
from core.llm.providers.offline.assistant.found_en import FOUND_EN
from core.llm.providers.offline.assistant.found_zh import FOUND_ZH
from core.llm.providers.offline.assistant.manners import mannered, read_manners
from core.llm.providers.offline.assistant.trips_en import TRIPS_EN
from core.llm.providers.offline.assistant.trips_zh import TRIPS_ZH
from core.schemas.facts import FACT, Fact

Tellers = Mapping[type[Any], Callable[[Any], list[str]]]
TELLERS_EN: Tellers = {**TRIPS_EN, **CHANGES_EN, **FOUND_EN}
TELLERS_ZH: Tellers = {**TRIPS_ZH, **CHANGES_ZH, **FOUND_ZH}


def answer(blocks: Mapping[str, Any], system: str) -> str:
    """Return the answer to a question with `facts`, in the manner its system prompt asks for."""
    zh = blocks.get("language") == "zh"
    fact = _fact(blocks.get("facts"))
    if fact is None:
        said = chatter(str(blocks.get("text", "")), zh=zh)
    else:
        said = (TELLERS_ZH if zh else TELLERS_EN)[type(fact)](fact)
    return mannered(said, read_manners(system), zh=zh)


def _fact(facts: Any) -> Fact | None:
    """Return facts of a kind one can tell of; None where there are none."""
    try:
        return FACT.validate_python(facts)
    except ValidationError:
        return None
