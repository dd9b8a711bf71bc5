from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_synergies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('B', 'Beitrag'), ('G', 'Gruppe'), ('Z', 'Ziel'), ('T', 'Treffen'), ('D', 'Dokument'), ('S', 'Synergie'), ('W', 'Widerspruch'), ('U', 'Meinungsbild'), ('F', 'Frage nach Interesse')], max_length=1),
        ),
    ]
