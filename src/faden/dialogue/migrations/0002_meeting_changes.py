import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(model_name="meeting", name="sequence", field=models.PositiveIntegerField(default=0)),
    ]
