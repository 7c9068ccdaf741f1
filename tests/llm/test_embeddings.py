"""Texts as vectors: by hashing here, or of a server."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import ModelError
from core.llm.embeddings import DIMENSIONS, HashingEmbedder, hashed, terms
from core.llm.endpoints import EndpointError, embedding_endpoint
from core.llm.providers.embeddings import OpenAiCompatibleEmbedder
from tests.support.model_server import Reply, model_server
from tests.support.models import an_endpoint
from tests.support.settings import make_settings


def _cosine(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(hashed(one), hashed(other), strict=True))


@given(st.text(max_size=80))
def test_every_text_has_one_vector_of_length_one_or_none(text: str) -> None:
    vector = hashed(text)

    assert len(vector) == DIMENSIONS
    assert vector == hashed(text)
    assert math.hypot(*vector) == pytest.approx(1.0) or not any(vector)


def test_a_vector_is_the_same_on_every_day() -> None:
    found = {index: round(value, 4) for index, value in enumerate(hashed("茶 tea")) if value}

    assert found == {550: -0.9285, 981: 0.3714}


@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [
        ("vegetarian restaurants", "I am a vegetarian", "I love museums"),
        ("hiking in the hills", "We hiked a lot", "We like opera"),
        ("café", "CAFÉS", "coffin"),
        ("博物馆几点开门", "我喜欢博物馆", "我不吃辣"),
        ("坐火车", "靠窗的火车座位", "飞机票"),
        ("ＷＩＦＩ密码", "wifi", "weather"),
    ],
)
def test_what_shares_words_or_parts_of_them_is_nearer(asked: str, near: str, far: str) -> None:
    assert _cosine(asked, near) > _cosine(asked, far) + 0.1


def test_terms_are_words_and_pairs_of_characters_but_no_little_words() -> None:
    assert terms("The museums of 广州塔") == {"museum", "广", "州", "塔", "广州", "州塔"}
    assert terms("?! …") == set()


async def test_hashing_needs_nobody() -> None:
    embedder = HashingEmbedder()

    assert await embedder.embed(["tea", "茶"]) == [hashed("tea"), hashed("茶")]
    await embedder.aclose()


def _rows(*vectors: list[float]) -> dict[str, Any]:
    rows = [{"index": index, "embedding": vector} for index, vector in enumerate(vectors)]
    return {"data": rows[::-1]}


async def test_a_server_gives_vectors_in_the_order_of_the_texts() -> None:
    async def answer(body: dict[str, Any]) -> Reply:
        return 200, {}, _rows(*([float(len(text))] * DIMENSIONS for text in body["input"]))

    async with model_server(answer) as server:
        embedder = OpenAiCompatibleEmbedder(an_endpoint(server.base_url, model="m"))
        found = await embedder.embed(["x" * n for n in range(1, 67)])
        await embedder.aclose()

    assert len(found) == 66
    assert {round(math.hypot(*vector), 6) for vector in found} == {1.0}
    assert [len(body["input"]) for body in server.bodies] == [64, 2]
    assert server.bodies[0]["model"] == embedder.name == "m"


async def test_a_model_of_another_length_is_asked_to_shorten_its_vectors_from_then_on() -> None:
    async def answer(body: dict[str, Any]) -> Reply:
        return 200, {}, _rows([1.0] * body.get("dimensions", 3_072))

    async with model_server(answer) as server:
        embedder = OpenAiCompatibleEmbedder(an_endpoint(server.base_url))
        for _ in range(2):
            await embedder.embed(["tea"])
        await embedder.aclose()

    assert [body.get("dimensions") for body in server.bodies] == [None, 1_024, 1_024]


async def test_a_model_that_has_only_another_length_is_refused_by_name() -> None:
    async def answer(_: dict[str, Any]) -> Reply:
        return 200, {}, _rows([1.0] * 384)

    async with model_server(answer) as server:
        embedder = OpenAiCompatibleEmbedder(an_endpoint(server.base_url, model="small"))
        with pytest.raises(ModelError, match=r"'small' gives vectors of 384 numbers, where 1024"):
            await embedder.embed(["tea"])
        await embedder.aclose()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"data": []}, "invalid_output"),
        (200, {"data": [{"index": 0, "embedding": [0.0] * DIMENSIONS}]}, "invalid_output"),
        (200, {"data": [{"index": 0, "embedding": ["x"]}]}, "invalid_output"),
        (429, {}, "rate_limited"),
        (500, {}, "provider_unavailable"),
        (404, {}, "provider_rejected"),
    ],
)
async def test_an_answer_without_vectors_is_a_failure_of_the_model(
    status: int, body: dict[str, Any], kind: str
) -> None:
    async def answer(_: dict[str, Any]) -> Reply:
        return status, {}, body

    async with model_server(answer) as server:
        embedder = OpenAiCompatibleEmbedder(an_endpoint(server.base_url))
        with pytest.raises(ModelError) as failure:
            await embedder.embed(["tea"])
        await embedder.aclose()

    assert failure.value.error_type == kind


def test_an_address_where_no_model_may_be_asked_is_refused_before_anything_starts() -> None:
    inside = make_settings(ai_embedding_base_url="https://169.254.169.254/v1")

    with pytest.raises(EndpointError, match=r"AI_EMBEDDING_BASE_URL.*is public"):
        embedding_endpoint(inside)
    assert embedding_endpoint(make_settings()) is None
