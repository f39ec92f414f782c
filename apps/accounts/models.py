"""People, service accounts and their tokens."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.roles import Role


class Accounts(UserManager["User"]):
    """Django's own manager, which also knows that who is created as superuser administers."""

    use_in_migrations = False

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        return super().create_superuser(username, email, password, **{"role": Role.ADMIN, **fields})


class User(AbstractUser):
    """One row is one person or one service account that may sign in, with the one role it plays here.

    Without a say, the role is the one that changes nothing. Rows are never deleted, only made inactive, because history
    names them.
    """

    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.AUDITOR)

    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),)

    def __str__(self) -> str:
        return self.username


class ApiToken(models.Model):
    """One row is one bearer token that was given to a user. The token itself is nowhere: only its SHA-256 digest is.

    `prefix` is the part that may be shown, to tell tokens apart. `last_used_on` is a day, so that a busy token costs
    one write a day.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="token_digest_is_sha256"),
            models.CheckConstraint(
                condition=models.Q(expires_at=None) | models.Q(expires_at__gt=models.F("created_at")),
                name="token_expires_after_created",
            ),
        )

    def __str__(self) -> str:
        return f"grs_{self.prefix}…"
