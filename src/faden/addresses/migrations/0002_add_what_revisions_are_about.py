import django.db.models.deletion
from django.db import migrations, models

ROLES = [
    ("administrator", "Administration"),
    ("facilitator", "Moderation"),
    ("resident", "Einwohnerin oder Einwohner"),
]


class Migration(migrations.Migration):
    dependencies = [("addresses", "0001_initial"), ("programme", "0002_content_version")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="programme",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revisions",
                to="programme.programme",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="page",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="programme.page"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="role",
            field=models.CharField(blank=True, choices=ROLES, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="revision",
            name="address",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="addresses.address"
            ),
        ),
    ]
