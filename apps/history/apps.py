from django.apps import AppConfig
from django.core.checks import Tags, register


class HistoryConfig(AppConfig):
    name = "apps.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from apps.history.checks import triggers_match_tables

        register(triggers_match_tables, Tags.database)
