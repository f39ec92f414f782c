"""A steward at work in a real browser: one key decides, one key takes it back, and every page can be looked at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from apps.stewardship.models import StewardTask
from apps.stewardship.open_tasks import open_tasks
from tests.stewardship.conftest import person
from tests.stewardship.world import KAURI_CRM, KAURI_ERP, World, seams

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
SIZES = ((1280, 860), (390, 844))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # The driver's event loop runs in this thread; the tests' own queries are meant all the same.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def world(db) -> World:
    world = World().connect()
    world.say("erp", "1001", KAURI_ERP)
    world.say("crm", "c-1", KAURI_CRM)
    place = {"street": "Kade", "house_number": "9", "city": "Breda", "postcode": "4811 AB", "country": "NL"}
    world.say("erp", "71", {"kind": "organisation", "name": "Alder Works", "billing_address": place})
    world.say("crm", "x1", {"kind": "organisation", "name": "Alder Work Ltd", "billing_address": place})
    open_tasks(seams=seams())
    return world


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said: violations of the content policy and script errors among it."""
    return []


@pytest.fixture
def page(browser, live_server, world, complaints) -> Iterator[Any]:
    person("steward")
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = sign_in(context, live_server.url, complaints)
    yield page
    context.close()
    assert complaints == []


def sign_in(context: Any, url: str, complaints: list[str]) -> Any:
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{url}/sign-in/")
    page.fill("#id_username", "the steward")
    page.fill("#id_password", "long enough")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{url}/")
    return page


def goldens(world: World) -> int:
    return len({world.golden("erp", "1001"), world.golden("crm", "c-1")})


def kauri(page: Any, url: str) -> str:
    task = StewardTask.objects.get(title__startswith="Kauri")
    page.goto(f"{url}/review/{task.pk}/")
    return str(task.pk)


def test_it_decides_with_one_key_and_undoes_with_another(page, live_server, world):
    task = kauri(page, live_server.url)
    page.keyboard.press("m")
    page.wait_for_selector(f"#question:not([data-question='{task}'])")
    assert "Merged 2 golden records into one" in page.inner_text("#toasts")
    assert page.evaluate("document.activeElement.id") == "question-title"
    assert goldens(world) == 1
    page.keyboard.press("u")
    page.wait_for_selector(f"#question[data-question='{task}']")
    assert "taken back" in page.inner_text("#toasts")
    assert goldens(world) == 2


def test_it_never_takes_typing_for_keys(page, live_server, world):
    kauri(page, live_server.url)
    page.click(".reason")
    page.keyboard.type("many mergers, no doubt")
    assert page.input_value(".reason") == "many mergers, no doubt"
    page.keyboard.press("Control+m")
    assert goldens(world) == 2
    assert StewardTask.objects.filter(closed_at=None).count() == 2


def test_it_lets_a_steward_switch_the_keys_off(page, live_server, world):
    task = kauri(page, live_server.url)
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.click("dialog [data-action=close]")
    page.reload()
    page.keyboard.press("m")
    page.wait_for_timeout(300)
    assert page.get_attribute("#question", "data-question") == task
    assert goldens(world) == 2


def test_it_leaves_a_record_out_with_one_key_and_keeps_what_was_typed(page, live_server, world):
    kauri(page, live_server.url)
    page.fill(".reason", "not the shop")
    page.click("h1")
    page.keyboard.press("2")
    page.wait_for_selector("text=left out of this decision")
    assert page.is_disabled("[data-key=m]")
    assert page.input_value(".reason") == "not the shop"


def test_it_goes_on_and_back_with_keys(page, live_server, world):
    task = kauri(page, live_server.url)
    page.keyboard.press("j")
    page.wait_for_url(lambda url: not url.endswith(f"/{task}/"))
    page.wait_for_load_state()
    page.keyboard.press("k")
    page.wait_for_url(f"**/review/{task}/")


def test_it_takes_a_changed_record_out_with_one_key(page, live_server, world):
    rimu = {"kind": "organisation", "name": "Rimu Freight Ltd", "email": "office@rimu.example"}
    home = world.say("erp", "81", rimu | {"registration_number": "70123456"})
    assert world.say("crm", "x9", rimu | {"registration_number": "70123456"}) == home
    world.say("crm", "x9", {"kind": "organisation", "name": "Totara Bakery", "email": "shop@totara.example"})
    open_tasks(seams=seams())
    task = StewardTask.objects.get(title__startswith="One still?")
    page.goto(f"{live_server.url}/review/{task.pk}/")
    taken = page.inner_text("[data-key=n]")
    boxes = page.query_selector_all("input[data-member]")
    assert sum(box.is_checked() for box in boxes) == 1
    ticked = next(place for place, box in enumerate(boxes, start=1) if box.is_checked())
    page.keyboard.press(str(ticked))
    page.wait_for_selector("[data-key=n][disabled]")
    page.keyboard.press(str(ticked))
    page.wait_for_selector("[data-key=n]:not([disabled])")
    assert page.inner_text("[data-key=n]") == taken
    page.keyboard.press("n")
    page.wait_for_selector(f"#question:not([data-question='{task.pk}'])")
    assert "Taken apart" in page.inner_text("#toasts")
    assert page.query_selector("#toasts form") is None
    assert world.golden("crm", "x9") != world.golden("erp", "81")


def test_it_remembers_light_or_dark(page, live_server):
    before = page.get_attribute("html", "data-bs-theme")
    page.click("[data-action=theme]")
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fits_every_page_on_the_screen(browser, live_server, world, complaints, scheme, width, height):
    person("steward")
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = sign_in(context, live_server.url, complaints)
    SHOTS.mkdir(parents=True, exist_ok=True)
    task = StewardTask.objects.get(title__startswith="Kauri").pk
    record = f"/records/customer/{world.golden('erp', '1001')}/"
    paths = {
        "queue": "/queue/", "review": f"/review/{task}/", "records": "/records/customer/", "record": record,
        "override": f"{record}override/name/", "merge": f"{record}merge/?with=c-1", "not-found": "/nothing/here/",
    }  # fmt: skip
    for name, path in paths.items():
        page.goto(f"{live_server.url}{path}")
        page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), f"{name} is wider than {width}"
    context.close()
    assert [line for line in complaints if not re.search("404", line)] == []
