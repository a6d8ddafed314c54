"""Tests of the code itself: house rules that nobody should have to remember."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parent.parent
CODE = [p for p in sorted((ROOT / "rongcheng").rglob("*.py")) if "/migrations/" not in str(p)]
PARTS = [
    "core", "web", "audit", "places", "agencies", "employers", "people", "transfers", "alerts",
    "appeals", "rules", "benefits", "portal", "console", "exchange",
]  # fmt: skip
"""From the lowest to the highest; doors stand last."""

LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEST = 40, 400, 500

WITHOUT_LOGIN = {
    # the workers' door, where identity is proved by a code
    "portal:",
    # the door itself and what any browser needs
    "agencies:login", "agencies:logout", "agencies:verify", "web:language", "web:large_type",
    "web:components",
    # public reference data
    "places:search", "places:outline",
    # the API asks for a token instead; see the walk in test_scope.py
    "exchange:", "api-",
}  # fmt: skip


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("rongcheng.")]


def test_foreign_keys_point_downwards():
    """String foreign keys escape the import checker, so this looks at the models."""
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in PARTS
        and PARTS.index(field.related_model._meta.app_label) > PARTS.index(model._meta.app_label)
    ]
    assert not wrong


def test_every_field_says_what_it_is():
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.local_fields
        if not field.help_text and not field.primary_key
        and field.model.__module__.startswith("rongcheng.")
        and field.name not in {"password", "last_login", "is_superuser", "username", "email",
                               "is_staff", "is_active", "date_joined"}
    ]  # fmt: skip
    assert not missing


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_sizes(path):
    text = path.read_text("utf-8")
    lines = text.count("\n")
    assert lines <= (LONGEST_TEST if "/tests/" in str(path) else LONGEST_FILE)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            length = node.end_lineno - first + 1 - docstring_lines(node)
            assert length <= LONGEST_FUNCTION, f"{path}:{node.lineno} {node.name}: {length} lines"


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    head = node.body[0]
    if not ast.get_docstring(node, clean=False):
        return 0
    return head.end_lineno - head.lineno + 1


def test_services_name_their_author():
    """A public function of a service that writes takes ``by``, so that no act lacks an author."""
    wrong = []
    for path in CODE:
        if "services" not in path.parts and path.stem != "services" or "tests" in path.parts:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            source = ast.unparse(node)
            names = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
            if "record(" in source and "by" not in names and "source" not in names:
                wrong.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not wrong


def patterns(resolver, prefix="", name="") -> list[tuple[str, str, URLPattern]]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{name}{entry.namespace}:" if entry.namespace else name
            found += patterns(entry, prefix + str(entry.pattern), space)
        else:
            found.append((f"{name}{entry.name}", prefix + str(entry.pattern), entry))
    return found


def plain(pattern: str) -> str:
    """A pattern with regular expressions in it, as one address that it matches."""
    import re

    def example(found: re.Match[str]) -> str:
        return "1" if "\\d" in found[1] else found[1].split("|")[0]

    return re.sub(r"\(\?P<\w+>([^)]*)\)", example, pattern).replace("^", "").replace("$", "")


def test_every_page_needs_a_login_unless_listed(client):
    """Asked without a session, a page sends to the log-in and shows nothing."""
    import re

    open_pages = []
    for name, pattern, _ in patterns(get_resolver()):
        if any(name.startswith(p) or name == p for p in WITHOUT_LOGIN):
            continue
        path = "/" + re.sub(r"<[^>]+>", "1", plain(pattern))
        response = client.get(path)
        if response.status_code == 405:  # asked with the wrong verb: nothing was shown
            continue
        if not (response.status_code == 302 and "/login" in response["Location"]):
            open_pages.append((name, path, response.status_code))
    assert not open_pages


def test_the_catalogue_is_complete():
    call_command("messages", check=True)


def test_no_path_or_host_of_a_machine_is_named():
    banned = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js", "/wo" + "rk/")
    wrong = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or parts[0].startswith(".") or "node_modules" in parts:
            continue
        if "vendor" in parts or path.stat().st_size > 2_000_000 or "__pycache__" in parts:
            continue
        text = path.read_bytes()
        wrong += [f"{path}: {word}" for word in banned if word.encode() in text]
    assert not wrong
