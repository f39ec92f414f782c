from celery import shared_task
from django.db import connection


@shared_task
def note(word: str) -> None:
    """Leave a row behind, as proof that the task ran with the database."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO noted (word) VALUES (%s)", [word])


@shared_task
def tick() -> None:
    note("tick")
