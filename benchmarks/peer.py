"""Measure a peer on the same machine in the same run: django-machina, a forum that is a finished product in Django.

It holds the same statements (a topic with a post for each) in as many forums as the programme has groups, and its pages
are measured by the same code as ours. Its packages go into an environment of their own; `--environment FOLDER` keeps it.
"""

import argparse
import os
import subprocess
import tempfile
import venv
from pathlib import Path

from pages import Site, rows
from programmes import BEGIN, group_sizes
from sentences import Speaker

PACKAGES = ("django-machina==1.3.1", "django==5.2.*", "gunicorn>=23", "whitenoise>=6.9")
STATEMENTS = 10_000


def configure(data: Path) -> None:
    """Configure the peer as its documentation says, with the same server-side habits as ours (compressed files)."""
    from django.conf import settings

    # Its tables of translations need its templates' folder, which only it knows.
    from machina import MACHINA_MAIN_STATIC_DIR, MACHINA_MAIN_TEMPLATE_DIR

    apps = "forum forum_conversation forum_conversation.forum_attachments forum_conversation.forum_polls forum_feeds "
    apps += "forum_moderation forum_search forum_tracking forum_member forum_permission"
    middleware = "sessions.middleware.SessionMiddleware auth.middleware.AuthenticationMiddleware "
    middleware += "messages.middleware.MessageMiddleware"
    processors = "django.contrib.auth.context_processors.auth django.template.context_processors.request "
    processors += "django.contrib.messages.context_processors.messages machina.core.context_processors.metadata"
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.configure(
        SECRET_KEY="only for this measurement",
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        USE_TZ=True,
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "peer.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            *(f"django.contrib.{app}" for app in "admin auth contenttypes sessions messages staticfiles".split()),
            *("mptt", "haystack", "widget_tweaks", "machina"),
            *(f"machina.apps.{app}" for app in apps.split()),
        ],
        MIDDLEWARE=[
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            *(f"django.contrib.{one}" for one in middleware.split()),
            "machina.apps.forum_permission.middleware.ForumPermissionMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [MACHINA_MAIN_TEMPLATE_DIR],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": processors.split()},
            }
        ],
        CACHES={"default": memory, "machina_attachments": memory},
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        STATIC_URL="/static/",
        STATIC_ROOT=data / "static",
        STATICFILES_DIRS=[MACHINA_MAIN_STATIC_DIR],
        MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS=["can_see_forum", "can_read_forum"],
    )
    import django

    django.setup()


def fill(statements: int) -> None:
    """Make the forums with their topics and posts; everybody may read."""
    from django.contrib.auth.models import AnonymousUser, User
    from django.core.management import call_command
    from django.utils.text import slugify
    from machina.apps.forum.models import Forum
    from machina.apps.forum_conversation.models import Post, Topic
    from machina.apps.forum_permission.shortcuts import assign_perm

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    speaker = Speaker(1)
    person = User.objects.create_user("beteiligung")
    for size in group_sizes(statements, speaker.draw):
        forum = Forum.objects.create(name=speaker.name(), type=Forum.FORUM_POST)
        texts = [speaker.statement().text for _ in range(size)]
        topics = Topic.objects.bulk_create(
            Topic(
                forum=forum,
                poster=person,
                type=Topic.TOPIC_POST,
                status=Topic.TOPIC_UNLOCKED,
                subject=text[:255],
                slug=slugify(text)[:255],
                posts_count=1,
                last_post_on=BEGIN,
            )
            for text in texts
        )
        posts = Post.objects.bulk_create(
            Post(topic=topic, poster=person, subject=topic.subject, content=text)
            for topic, text in zip(topics, texts, strict=True)
        )
        for topic, post in zip(topics, posts, strict=True):
            topic.first_post = topic.last_post = post
        Topic.objects.bulk_update(topics, ["first_post", "last_post"], batch_size=200)
        forum.update_trackers()
    for permission in ("can_see_forum", "can_read_forum"):
        assign_perm(permission, AnonymousUser())


def paths() -> list[tuple[str, str]]:
    from django.db.models import Count
    from django.urls import reverse
    from machina.apps.forum.models import Forum

    largest = Forum.objects.annotate(size=Count("topics")).order_by("-size")[0]
    topic = largest.topics.order_by("pk")[largest.size // 2]
    listed = reverse("forum:forum", kwargs={"slug": largest.slug, "pk": largest.pk})
    where = {"forum_slug": largest.slug, "forum_pk": largest.pk, "slug": topic.slug, "pk": topic.pk}
    return [
        ("peer: front page, all forums", "/"),
        (f"peer: list of {largest.size:,} topics", listed),
        ("peer: list, middle page", f"{listed}?page={largest.size // 40}"),
        ("peer: topic", reverse("forum_conversation:topic", kwargs=where)),
        ("peer: search, frequent word", f"{reverse('forum_search:search')}?q=Kinder"),
    ]


def __getattr__(name: str) -> object:
    """Give Django the addresses, which cannot be known before it is configured."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path

    return [path("", include("machina.urls"))]


def environment(folder: Path) -> Path:
    """Return the Python of an environment with the peer, made where it is missing."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--environment", type=Path)
    parser.add_argument("--statements", type=int, default=STATEMENTS)
    parser.add_argument("--data", type=Path, help="(used by the program itself, inside the environment)")
    options = parser.parse_args()
    if options.data:
        configure(options.data)
        if not (options.data / "peer.sqlite3").exists():
            fill(options.statements)
        rows(Site(), paths(), runs=15)
        return
    with tempfile.TemporaryDirectory() as folder:
        python = environment(options.environment or Path(folder) / "environment")
        here = [python, __file__, "--data", folder, "--statements", str(options.statements)]
        subprocess.run(here, check=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)})


if __name__ == "__main__":
    main()
