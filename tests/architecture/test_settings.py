"""Every setting is documented where people look for it."""

from pathlib import Path

import pytest

from core.kernel.env_example import env_example
from core.kernel.settings import Settings

ROOT = Path(__file__).parents[2]


def test_env_example_lists_every_setting_with_its_default_and_sentence() -> None:
    assert (ROOT / ".env.example").read_text() == env_example(), "run `make env-example`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained_in_sentences(name: str) -> None:
    description = Settings.model_fields[name].description

    assert description is not None
    assert description[0].isupper() or "://" in description.split()[0]
    assert description.endswith((".", "/v1"))


def test_an_example_nobody_changed_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / ".env"
    copy.write_text(env_example())

    assert Settings(_env_file=copy) == Settings(_env_file=None)
