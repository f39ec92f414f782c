"""Makes Celery's application the current one wherever Django is set up."""

from importlib import import_module

from django.apps import AppConfig


class MdmConfig(AppConfig):
    name = "mdm"
    label = "mdm"

    def ready(self) -> None:
        # Imported here and not in `mdm/__init__`, so that the keeper of the embedded server starts without Celery.
        import_module("mdm.celery")
