"""From settings to the providers that are asked."""

from core.kernel.settings import Settings
from core.kernel.thinking import Think, think
from core.llm.addresses import hosts_of
from core.llm.chain import Link
from core.llm.embeddings import Embedder, HashingEmbedder
from core.llm.endpoints import embedding_endpoint, endpoints
from core.llm.providers.embeddings import OpenAiCompatibleEmbedder
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider


def chain_of(settings: Settings, think: Think = think) -> list[Link]:
    """Return every provider of the settings with its place, or the one that is built in.

    Raises:
        EndpointError: Something in the settings is missing or wrong.
    """
    allowed_hosts = hosts_of(settings.ai_provider_allowed_hosts)
    links = [
        Link(
            OpenAiCompatibleProvider(endpoint, allowed_hosts=allowed_hosts),
            order=endpoint.order,
            weight=endpoint.weight,
            cap_s=endpoint.timeout_s,
        )
        for endpoint in endpoints(settings)
    ]
    return links or [Link(OfflineProvider(think=think))]


def embedder_of(settings: Settings) -> Embedder:
    """Return the embedder of the settings, or the one that is built in.

    Raises:
        EndpointError: Its address is none where a model may be asked.
    """
    endpoint = embedding_endpoint(settings)
    if endpoint is None:
        return HashingEmbedder()
    allowed_hosts = hosts_of(settings.ai_provider_allowed_hosts)
    return OpenAiCompatibleEmbedder(endpoint, allowed_hosts=allowed_hosts)
