"""Takes over the tables that the rules desk had in benefits; they were renamed there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0003_alter_staff_role'),
        ('benefits', '0010_rules_moved_out'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(help_text='Kind of subject: person, household, …', max_length=12)),
                        ('key', models.CharField(help_text='Which one: its key in the fact dictionary.', max_length=80)),
                        ('fact', models.CharField(help_text='Name in the fact dictionary.', max_length=40)),
                        ('value', models.JSONField(help_text="As the dictionary's type has it: fen, day, code; null: taken back.", null=True)),
                        ('since', models.DateField(help_text='From which day it is so.')),
                        ('stated_by', models.CharField(help_text='Actor who stated it.', max_length=80)),
                        ('stated_by_name', models.CharField(help_text='Their name at that time.', max_length=120)),
                        ('stated_at', models.DateTimeField(auto_now_add=True, help_text='When it was stated.')),
                        ('checked_by', models.CharField(blank=True, help_text='Who compared it with the paper, if anybody did.', max_length=120)),
                        ('checked_at', models.DateTimeField(help_text='When it was compared.', null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject', 'key', 'fact', '-since', '-id'], name='answer_of')],
                    },
                ),
                migrations.CreateModel(
                    name='RuleDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('pack', models.CharField(help_text='The pack that it changes.', max_length=30, verbose_name='Pack')),
                        ('rule', models.CharField(blank=True, help_text='Id of the rule.', max_length=40, verbose_name='Rule of a benefit')),
                        ('text', models.TextField(help_text='YAML as a file of the pack holds it.', verbose_name='YAML text')),
                        ('basis', models.CharField(blank=True, help_text='Version of the rule that it was made from; empty for a new rule.', max_length=64)),
                        ('reason', models.CharField(blank=True, help_text='Why the rule is to be changed.', max_length=500, verbose_name='Reason')),
                        ('from_day', models.DateField(help_text='From this day on it holds.', null=True, verbose_name='Takes effect on')),
                        ('state', models.CharField(choices=[('draft', 'Draft of a rule'), ('submitted', 'Waits for approval'), ('approved', 'Draft approved'), ('refused', 'Draft refused'), ('withdrawn', 'Withdrawn')], default='draft', help_text='How far the draft is.', max_length=10)),
                        ('remark', models.CharField(blank=True, help_text='What whoever decided wrote to it.', max_length=500)),
                        ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was begun.')),
                        ('saved_at', models.DateTimeField(auto_now=True, help_text='When it was last changed.')),
                        ('submitted_at', models.DateTimeField(help_text='When it was submitted.', null=True)),
                        ('decided_at', models.DateTimeField(help_text='When it was approved or refused.', null=True)),
                        ('author', models.ForeignKey(help_text='Who writes it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_by', models.ForeignKey(help_text='Who approved or refused it; never the author.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('office', models.ForeignKey(help_text='Their office.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.office')),
                    ],
                ),
                migrations.CreateModel(
                    name='RuleTrial',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(help_text='What is tried.', max_length=120, verbose_name='Name of it')),
                        ('pack', models.CharField(help_text='The pack before the change.', max_length=30, verbose_name='Pack')),
                        ('other', models.CharField(blank=True, help_text='Another pack, compared instead of a changed rule.', max_length=30)),
                        ('text', models.TextField(blank=True, help_text='YAML that is laid over the pack.')),
                        ('rule', models.CharField(blank=True, help_text='The rule that is altered without a page.', max_length=40)),
                        ('changes', models.JSONField(default=dict, help_text='What is altered: values, drop, add, amount (rules/altering.py).')),
                        ('day', models.DateField(help_text='The day that rules and facts are of.', verbose_name='Asked about')),
                        ('state', models.CharField(choices=[('waiting', 'In line'), ('running', 'Being worked out'), ('done', 'Worked out'), ('failed', 'Could not be worked out')], default='waiting', help_text='How far the trial is.', max_length=8)),
                        ('progress', models.JSONField(default=dict, help_text='``share`` from 0 to 1, ``stage``.')),
                        ('failure', models.TextField(blank=True, help_text='Why it could not be worked out.')),
                        ('result', models.JSONField(help_text='Counts by rule and county, overlaps.', null=True)),
                        ('registry_at', models.DateTimeField(help_text='When the registry was read for it.', null=True)),
                        ('asked_at', models.DateTimeField(auto_now_add=True, help_text='When it was asked for.')),
                        ('by', models.ForeignKey(help_text='Who asked.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('draft', models.ForeignKey(help_text='The draft that was tried, if one was.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trials', to='rules.ruledraft')),
                        ('place', models.ForeignKey(help_text='Whose people were counted: the place of who asked.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                    ],
                ),
                migrations.AddIndex(
                    model_name='ruledraft',
                    index=models.Index(fields=['pack', 'state', 'from_day'], name='rule_draft_pack'),
                ),
                migrations.AddIndex(
                    model_name='ruledraft',
                    index=models.Index(fields=['state', '-saved_at'], name='rule_draft_state'),
                ),
                migrations.AddIndex(
                    model_name='ruletrial',
                    index=models.Index(fields=['place', '-asked_at'], name='rule_trial_place'),
                ),
            ],
        ),
    ]
