import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0012_recognised'),
    ]

    operations = [
        migrations.AlterField(
            model_name='interestline',
            name='application',
            field=models.OneToOneField(help_text='What the bank is told to pay, once the list is approved.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='benefits.application'),
        ),
        migrations.AlterField(
            model_name='postpay',
            name='application',
            field=models.OneToOneField(help_text='What the bank is told to pay, once the list is approved.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='benefits.application'),
        ),
    ]
