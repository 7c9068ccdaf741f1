"""Every knob of the product. Nobody else reads the environment."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once from the environment and `.env`; a name there is the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # Where things are
    environment: Literal["development", "test", "production"] = Field(
        "development",
        description="Production logs JSON lines and hides the API's interactive pages.",
    )
    data_dir: Path = Field(
        Path(".data"), description="Where the embedded servers and generated secrets live."
    )
    database_url: str | None = Field(
        None,
        pattern=r"^postgres(ql)?(\+psycopg)?://",
        description="postgresql:// address of your own PostgreSQL (15 or newer, with pgvector)."
        " Unset: an embedded one.",
    )
    redis_url: str | None = Field(
        None,
        pattern=r"^rediss?://",
        description="redis:// address of your own Redis or Valkey. Unset: an embedded one.",
    )
    api_host: str = Field("127.0.0.1", description="Address the API listens on.")
    api_port: int = Field(8000, ge=1, le=65535, description="Port of the API.")
    console_host: str = Field("127.0.0.1", description="Address the console listens on.")
    console_port: int = Field(8501, ge=1, le=65535, description="Port of the console.")
    chat_port: int = Field(7860, ge=1, le=65535, description="Port of the chat playground.")
    api_url: str | None = Field(
        None, description="Where console and chat find the API. Unset: API_HOST and API_PORT."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Lines below this level are dropped."
    )

    websocket_origins: str = Field(
        "",
        description="Origins, with commas, of pages elsewhere that may open WebSockets,"
        " e.g. https://app.example.org; pages from the API's own address always may.",
    )

    # Limits
    max_body_bytes: int = Field(
        262_144, ge=1_024, description="Largest request body the API reads; beyond it answers 413."
    )
    database_pool_size: int = Field(
        8,
        ge=1,
        description="Connections one process keeps open at most; as many for single statements.",
    )
    database_timeout_ms: int = Field(
        10_000, ge=100, description="Longest time one SQL statement may take."
    )

    # Identity
    tripwright_admin_password: SecretStr | None = Field(
        None, description="Password of admin@tripwright.local. Unset: generated at the first start."
    )
    jwt_secret: SecretStr | None = Field(
        None,
        description="Signs access tokens, 32 bytes or more; the same on every machine."
        " Unset: generated under DATA_DIR.",
    )
    access_token_minutes: int = Field(15, ge=1, le=1440, description="Life of an access token.")
    refresh_token_days: int = Field(30, ge=1, le=365, description="Life of a refresh token.")

    # The model
    ai_provider: Literal["offline", "openai_compatible"] = Field(
        "offline",
        description="Built-in planner without a network, or any OpenAI-compatible server.",
    )
    ai_base_url: str | None = Field(
        None,
        description="Base address of the OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1",
    )
    ai_api_key: SecretStr | None = Field(
        None, description="Key sent to that server as bearer token."
    )
    ai_model_chat: str = Field("offline-1", description="Model asked for.")
    ai_timeout_s: float = Field(60.0, gt=0, description="Longest time one model call may take.")
    ai_connect_timeout_s: float = Field(3.0, gt=0, description="Longest time to reach the server.")
    ai_max_attempts: int = Field(
        3, ge=1, le=10, description="Tries of one model call, with the providers of each order."
    )
    ai_structured: Literal["json_schema", "json_object", "tool", "text"] = Field(
        "json_object",
        description="How that server is brought to answer with an object: a schema it holds to, any"
        " object, the arguments of a function, or words alone.",
    )
    ai_first_token_s: float = Field(
        15.0, gt=0, description="Longest wait for the first word of a streamed answer."
    )
    ai_inter_token_s: float = Field(
        10.0, gt=0, description="Longest silence within a streamed answer."
    )
    ai_providers: SecretStr | None = Field(
        None,
        description="Any number of servers instead of that one, as a JSON list of objects: name,"
        " base_url, model; where wanted api_key, order (1 is asked first), weight (among those of"
        " one order), structured, timeout_s, connect_timeout_s, first_token_s, inter_token_s.",
    )
    ai_provider_allowed_hosts: str = Field(
        "localhost,127.0.0.1,::1",
        description="Hosts, with commas, where a model may be asked over http or in a network that"
        " is not public.",
    )

    # Memory
    ai_embedding_base_url: str | None = Field(
        None,
        description="Base address of an OpenAI-compatible server whose embeddings the memory is"
        " searched by. Unset: words are hashed, without a network.",
    )
    ai_embedding_api_key: SecretStr | None = Field(
        None, description="Key sent to that server as bearer token."
    )
    ai_embedding_model: str = Field(
        "bge-m3", min_length=1, description="Model asked there; one that gives 1,024 numbers."
    )

    # Prompts
    ai_prompt_cache_ttl: float = Field(
        60.0,
        ge=0,
        description="Seconds for which a process uses the prompts it has read; a change is told to"
        " all at once through Redis, so this is for the day it is gone.",
    )
    ai_prompt_edit_in_prod: bool = Field(
        False, description="Let prompts be changed where ENVIRONMENT is production."
    )

    # The assistant
    ai_assistant_max_history_rounds: int = Field(
        8, ge=0, le=50, description="Questions with their answers that go into the next question."
    )
    ai_assistant_max_running_per_user: int = Field(
        4,
        ge=1,
        le=1000,
        description="Questions of one person that are answered at a time; one more answers 429."
        " A conversation has one at a time.",
    )

    # Planning
    thinking_processes: int = Field(
        2,
        ge=0,
        le=64,
        description="Processes beside the API that compute plans, about 150 MB each: one for what"
        " is quick, all others for deep plans. A worker has one. 0: computed in the API and the"
        " worker themselves.",
    )
    thinking_patience_s: float = Field(
        90.0,
        gt=0,
        description="A process that computes and is silent for so long, or at one piece of"
        " arithmetic, is replaced by another. Time it waits for a processor is not counted."
        " More than a search may take, which is twice 30.",
    )
    plan_deep_retries: int = Field(
        2, ge=0, le=5, description="Further tries of one day whose checks failed, in deep mode."
    )
    plan_deep_fallback_to_fast: bool = Field(
        True,
        description="Answer with a fast plan where deep fails, and finish a deep one without a"
        " model that is gone; otherwise errors 3002 and 3001.",
    )
    plan_solver: Literal["own", "vroom"] = Field(
        "own",
        description="Who looks deep plans over as a whole: our own search, or VROOM beside it, "
        "which takes longer and needs the extra 'solver'.",
    )
    plan_deep_seconds: float = Field(
        300.0,
        gt=0,
        description="Time after which a deep plan asks its model no more and is finished without.",
    )
    plan_deep_tokens: int = Field(
        1_000_000, gt=0, description="Tokens after which a deep plan asks its model no more."
    )
    todo_retries: int = Field(
        2, ge=0, le=5, description="Further tries of a tree of to-dos that breaks its rules."
    )

    # Tasks
    plan_task_worker_concurrency: int = Field(
        4, ge=1, le=100, description="Tasks one worker runs at the same time."
    )
    plan_task_max_running_per_user: int = Field(
        3, ge=1, le=1000, description="Unfinished tasks one person may have; one more answers 429."
    )
    plan_task_queue_max: int = Field(
        1000, ge=1, description="Tasks of everybody that may wait; one more answers 503."
    )
    plan_task_deadline_s: float | None = Field(
        None,
        gt=0,
        description="A task that has not ended so long after it was taken fails."
        " Unset: each kind's own limit.",
    )
    plan_task_lease_s: float = Field(
        30.0, gt=0, description="A worker that has not reported for so long has lost its task."
    )
    plan_task_retention_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="How long tasks are kept after they have ended; failed ones three times as"
        " long. Their sums by day stay. Answers to request ids are kept as long as tasks.",
    )
    plan_task_drain_s: float = Field(
        5.0,
        ge=0,
        description="How long running tasks may finish when a worker is told to stop;"
        " the rest is queued again.",
    )

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < 32:
            raise ValueError("JWT_SECRET must be at least 32 bytes long")
        return value

    @property
    def api_address(self) -> str:
        """Return the address at which console and chat reach the API."""
        return self.api_url or f"http://{self.api_host}:{self.api_port}"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read at the first call."""
    return Settings()
