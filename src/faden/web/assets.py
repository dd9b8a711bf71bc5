"""Static files with their content's hash in the name, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Falls back to the plain name before `faden setup` has collected the files (tests, development)."""

    manifest_strict = False
    max_post_process_passes = 3
