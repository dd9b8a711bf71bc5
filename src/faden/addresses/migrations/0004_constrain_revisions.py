import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("addresses", "0003_fill_programme_of_revisions")]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="programme",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revisions",
                to="programme.programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(address=None) | models.Q(page=None), name="revision_of_address_or_page"
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["programme", "at"], condition=models.Q(public=True), name="revision_news"),
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(fields=["programme", "state", "published_at"], name="address_news"),
        ),
    ]
