"""The rules desk becomes a part of its own: its tables are renamed, its rows stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0009_batch_sent_back'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable(name='answer', table='rules_answer'),
                migrations.AlterModelTable(name='ruledraft', table='rules_ruledraft'),
                migrations.AlterModelTable(name='ruletrial', table='rules_ruletrial'),
            ],
            state_operations=[
                migrations.DeleteModel(name='RuleTrial'),
                migrations.DeleteModel(name='RuleDraft'),
                migrations.DeleteModel(name='Answer'),
            ],
        ),
    ]
