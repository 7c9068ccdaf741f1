"""What operators ask of the running product."""

from core.client.calls.call import Call
from core.schemas.admin import HealthOut
from core.schemas.envelope import Envelope


def health() -> Call[HealthOut]:
    """Ask how everything the product stands on is doing; for operators."""
    return Call("GET", "/admin/health", Envelope[HealthOut])
