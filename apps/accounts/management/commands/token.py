"""Issue a bearer token from the command line."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.tokens import issue
from apps.seams import live


class Command(BaseCommand):
    help = "Issue a bearer token to a user and print it, alone, on standard output. It can't be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="name of an active user")
        parser.add_argument("--name", default="command line", help="what the token is for")
        parser.add_argument("--days", type=int, default=None, help="days until it expires; without, it does not")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['user']!r}.")
        now, days = live().now(), options["days"]
        expires_at = now + timedelta(days=days) if days is not None else None
        token = issue(user=user, name=options["name"], now=now, secret=secrets.token_bytes(32), expires_at=expires_at)
        self.stdout.write(token)
