"""What papermill finds under the name `dtplan`."""

from typing import Any


class Plugin:
    """Stands for the engine: papermill asks for it while it is being imported, and the engine needs papermill."""

    def __getattr__(self, name: str) -> Any:
        from dtplan_analysis.batch.engine import WarmEngine

        return getattr(WarmEngine, name)


plugin = Plugin()
