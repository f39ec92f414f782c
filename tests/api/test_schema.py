import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from apps.domains import get


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_is_valid_and_complete(schema):
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_it_lists_each_address_once(schema):
    assert sorted(schema["paths"]) == [
        "/api/v1/customers/", "/api/v1/customers/by-source/{system}/{external_id}", "/api/v1/customers/match",
        "/api/v1/customers/{golden_id}",
        "/api/v1/products/", "/api/v1/products/by-source/{system}/{external_id}", "/api/v1/products/match",
        "/api/v1/products/{golden_id}",
    ]  # fmt: skip


@pytest.mark.parametrize("domain", ["customer", "product"])
def test_it_names_every_field_of_a_domain(schema, domain):
    read = schema["paths"][f"/api/v1/{get(domain).plural}/{{golden_id}}"]["get"]
    shape = read["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(shape["properties"]["values"]["properties"]) == set(get(domain).by_name)
    asked = schema["paths"][f"/api/v1/{get(domain).plural}/match"]["post"]["requestBody"]["content"]
    record = asked["application/json"]["schema"]["properties"]["records"]["items"]
    assert set(record["properties"]) == set(get(domain).by_name)


def test_it_says_how_a_caller_is_known(schema):
    assert schema["components"]["securitySchemes"]["bearer token"]["scheme"] == "bearer"


def test_it_is_given_to_whoever_may_read(integration, client):
    answer = integration.get("/api/schema/")
    assert answer.status_code == 200
    assert b"/api/v1/customers/" in answer.content
    assert client.get("/api/schema/").status_code == 401


def test_it_has_a_page_without_inline_scripts(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="till", role="integration"))
    page = client.get("/api/docs/")
    assert page.status_code == 200
    scripts = [part.split(b">")[0] for part in page.content.split(b"<script")[1:]]
    assert scripts
    assert all(b"src=" in script and b"http" not in script for script in scripts)
    assert client.get("/api/docs/?script=").headers["Content-Type"] == "application/javascript"


def test_it_sends_a_stranger_to_the_sign_in_page(client, db):
    assert client.get("/api/docs/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/unicorns/", "/api/v2/customers/"])
def test_it_answers_an_address_that_leads_nowhere_with_a_problem(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
