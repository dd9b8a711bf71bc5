"""Which models are used together: the bundled fast one, and perhaps a better one."""

from faden.synergy.finding.embedders import Embedder, available, embedder

AUTO, LETTERS = "auto", "letters"
CHOICES = (AUTO, LETTERS, "use", "e5", "endpoint", "sentence-transformers")
"""`auto`: all that is installed; `letters`: no model."""


def tiers(choice: str, *, url: str = "", key: str = "", model: str = "", prefix: str = "") -> list[Embedder]:
    """Return the models of one of CHOICES, the fast one first; none for letters only.

    `url`, `key`: of an endpoint; `model`: its name there, or the folder for sentence-transformers; `prefix`: what that
    model wants before each text. Raises NotAvailable.
    """
    here = available()
    if choice == LETTERS:
        return []
    if choice == AUTO:
        return [embedder(name) for name in here]
    fast = [embedder("use")] if "use" in here or choice == "use" else []
    if choice == "use":
        return fast
    if choice == "endpoint":
        return [*fast, embedder(choice, url=url, key=key, model=model, prefix=prefix)]
    if choice == "sentence-transformers":
        return [*fast, embedder(choice, model=model, prefix=prefix)]
    return [*fast, embedder(choice)]
