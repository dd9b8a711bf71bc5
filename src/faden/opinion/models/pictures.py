"""What is reckoned from votes."""

from django.db import models

from faden.opinion.models.conversations import Conversation


class Reckoning(models.Model):
    """How far the machine is with a conversation; nothing of it is public.

    `votes`, `memory`, `release` and `projection` are the bytes of the values of the same names in the pure modules, so
    that the next result follows from this one as if the machine had never stopped. `tickets`: the keys of tickets by row
    (int64). `read_until`: the time of the newest event in `votes`. `erased`: keys of tickets whose people want to be
    forgotten, until the job has done so. `oddities` and `without` are for facilitators. `people` and `vote_count`: how
    many took part, and their votes on what is in the picture. `asked_at`: when a job was queued that has not begun. A job
    holds the lease.
    """

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="reckoning")
    waiting = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    votes = models.BinaryField(null=True)
    tickets = models.BinaryField(default=bytes)
    memory = models.BinaryField(null=True)
    release = models.BinaryField(null=True)
    projection = models.BinaryField(null=True)
    read_until = models.DateTimeField(null=True)
    erased = models.JSONField(default=list)
    people = models.PositiveIntegerField(default=0)
    vote_count = models.PositiveBigIntegerField(default=0)
    unclear = models.JSONField(default=dict)
    oddities = models.JSONField(default=list)
    without = models.JSONField(null=True)
    reckoned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.people}"


class Picture(models.Model):
    """A published picture, never changed. `data` is what `opinion.published` made of it; of older ones only few facts.

    `number` counts from 1 in its conversation.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="pictures", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    people = models.PositiveIntegerField()
    votes = models.PositiveBigIntegerField()
    data = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="one_picture_per_number")]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.number}"
