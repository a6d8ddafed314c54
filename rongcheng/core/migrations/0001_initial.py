from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """The PostgreSQL extensions that other parts' indexes need."""

    initial = True
    dependencies = []
    operations = [TrigramExtension(), BtreeGistExtension()]
