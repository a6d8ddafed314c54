"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongcheng.settings")
application = get_wsgi_application()

from rongcheng.warm import warm  # noqa: E402  (after Django is set up)

warm()
