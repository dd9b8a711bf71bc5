from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="membership", name="named_since", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
