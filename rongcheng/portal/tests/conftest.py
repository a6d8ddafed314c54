"""A phone that walks through the screens as a worker does."""

import re

import pytest
from django.test import Client

from rongcheng.people.tests import factories

FATHER = factories.ZHAO["father"]
MOTHER = factories.ZHAO["mother"]
OTHER_PHONE = "19900008888"


class Phone:
    """A browser on a phone; ``prove`` does the three screens of identity."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, (
            path,
            response.status_code,
            response.get("Location"),
        )
        return response.content.decode()

    def post(self, path: str, to: str = "", status: int = 302, **data: str) -> str:
        response = self.client.post(path, data)
        assert response.status_code == status, (path, response.content.decode()[:3000])
        if to:
            assert response["Location"] == to
        return response.content.decode()

    def code(self) -> str:
        """The code that the demonstration shows."""
        return re.search(r"shown-code\">(\d{6})<", self.get("/code")).group(1)

    def claim(self, name: str, id_number: str, phone: str) -> None:
        """Everything up to the screen that asks for the code."""
        self.post("/who", to="/phone", name=name, id_number=id_number)
        self.post("/phone", to="/code", phone=phone)

    def prove(self, row: dict, phone: str = "", to: str = "") -> None:
        self.claim(row["name"], row["id_number"], phone or row["phone"])
        self.post("/code", to=to, code=self.code())

    def sign_in(self, row: dict) -> None:
        self.get("/me", status=302)
        self.prove(row, to="/me")

    def begin(self) -> None:
        """The notice, agreed to."""
        self.post("/register", to="/who", agree="2026-11")

    def answer_all(self, **answers: str) -> list[str]:
        """Every question in turn: with the answer given, or left open; the names asked."""
        names, path = [], "/ask/home_place"
        while path.startswith("/ask/"):
            name = path.removeprefix("/ask/")
            names.append(name)
            self.get(path)
            data = {"answer": answers[name]} if name in answers else {"skip": "1"}
            response = self.client.post(path, data)
            assert response.status_code == 302, (name, response.content.decode()[:3000])
            path = response["Location"]
        assert path == "/review"
        return names


@pytest.fixture
def people(db):
    return factories.village()


@pytest.fixture
def phone(db):
    return Phone()


@pytest.fixture
def someone():
    """An invented worker whom nobody has registered."""
    return factories.person("张小路", serial=9) | {"phone": "19900007777"}
