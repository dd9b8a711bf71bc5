"""Which models this installation compares meanings with: one at once, perhaps a better one in the background."""

from django.conf import settings

from faden.synergy.finding.embedders import Embedder, NotAvailable
from faden.synergy.finding.embedders import tiers as choices


def tiers() -> list[Embedder]:
    """Return the models that the settings name, the fast one first; none where there are only letters.

    Raises NotAvailable when one of them cannot be had.
    """
    return choices.tiers(
        settings.SYNERGY_MODEL,
        url=settings.SYNERGY_ENDPOINT,
        key=settings.SYNERGY_ENDPOINT_KEY,
        model=settings.SYNERGY_MODEL_NAME,
        prefix=settings.SYNERGY_MODEL_PREFIX,
    )


def model(version: str) -> Embedder | None:
    """Return the model of a version, or None where this installation does not have it now."""
    try:
        return next((one for one in tiers() if one.version == version), None)
    except NotAvailable:
        return None


def sends_texts_elsewhere() -> bool:
    """Whether texts leave this machine to be compared; then nothing may be that is not public yet."""
    return str(settings.SYNERGY_MODEL) == "endpoint"
