from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    address = apps.get_model("addresses", "Address").objects.filter(pk=OuterRef("address_id"))
    apps.get_model("addresses", "Revision").objects.update(programme_id=Subquery(address.values("programme_id")))


class Migration(migrations.Migration):
    dependencies = [("addresses", "0002_add_what_revisions_are_about")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
