"""What the product is: everything the delivery rooms stand on."""

import os

# Before the first import of any of these libraries: they read their switches at import. Telemetry
# is off everywhere (docs/adr/0005), and LangGraph refuses to revive foreign objects.
os.environ.update(
    LANGGRAPH_STRICT_MSGPACK="true",
    LANGSMITH_TRACING="false",
    LANGCHAIN_TRACING_V2="false",
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
    MEM0_TELEMETRY="False",
)
