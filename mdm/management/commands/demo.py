"""`manage.py demo`: people, and stand-ins of a CRM and an ERP full of made-up customers and products."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Fill the sandbox with made-up customers and products and connect its two systems. Twice does nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=1_200, help="customer records, over both systems")
        parser.add_argument("--products", type=int, default=400, help="product records, over both systems")
        parser.add_argument("--seed", type=int, default=7, help="another number makes another population")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX_ALLOWED:
            raise CommandError("The stand-ins of outside systems have no place here (SANDBOX_ALLOWED is off).")
        customers, products, seed = options["customers"], options["products"], options["seed"]
        if min(customers, products) < 0:
            raise CommandError("--customers and --products can't be negative.")
        from mdm.demo import PASSWORD, PEOPLE, load  # the population takes a second to load: not before it is needed

        filled = load(customers=customers, products=products, seed=seed)
        url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:8001")
        if filled:
            self.stdout.write(f"Made {customers:,} customer and {products:,} product records (seed {seed}).")
        else:
            self.stdout.write("The sandbox holds records already; they stay as they are. `make clean` forgets them.")
        self.stdout.write(f"Connected the stand-ins at {url} as source systems crm and erp.")
        self.stdout.write(f"People: {', '.join(PEOPLE)} (password: {PASSWORD})")
