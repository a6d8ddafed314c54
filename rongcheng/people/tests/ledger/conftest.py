"""A slow machine is no failure: hypothesis examples have no time limit here."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
