from django.apps import AppConfig
from django.core.checks import Tags, register


class GoldenConfig(AppConfig):
    name = "apps.golden"
    label = "golden"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from apps.golden.checks import rulebooks_fit

        register(rulebooks_fit, Tags.database)
