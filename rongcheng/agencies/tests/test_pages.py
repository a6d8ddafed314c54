"""Pages of offices and accounts, as managers and as others see them."""

import pytest
from django.test import Client

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.services import issue_token
from rongcheng.agencies.tests import factories
from rongcheng.agencies.tests.factories import CITY, COUNTY, OTHER_COUNTY, PASSWORD, VILLAGE
from rongcheng.agencies.views.login import BACKEND
from rongcheng.places.models import Place


@pytest.fixture
def manager(client, county):
    client.force_login(county, BACKEND)
    return client


@pytest.fixture
def clerk(db):
    return factories.staff("village_clerk", VILLAGE, username="clerk")


@pytest.mark.parametrize(
    "page",
    ["/agencies/", "/agencies/new", "/agencies/accounts", "/agencies/accounts/new", "/account",
     "/account/password", "/account/second-factor", "/console/"],
)  # fmt: skip
def test_pages_open_for_a_manager_and_need_a_login(client, county, page):
    assert client.get(page)["Location"] == f"/login?next={page}"
    client.force_login(county, BACKEND)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", ["/agencies/", "/agencies/new", "/agencies/accounts/new"])
def test_others_are_told_why_they_may_not(client, clerk, page):
    client.force_login(clerk, BACKEND)
    answer = client.get(page)
    assert answer.status_code == 403
    assert str(clerk.get_role_display()) in answer.content.decode()


def test_office_is_added_and_changed_on_the_page(manager):
    factories.place(VILLAGE)
    given = {"name": "新庄服务点", "kind": "village", "place": str(VILLAGE)}
    assert manager.post("/agencies/new", given).status_code == 302
    office = Office.objects.get(name="新庄服务点")
    assert office.place_id == VILLAGE
    manager.post(f"/agencies/{office.pk}", {"name": "新庄便民点", "kind": "village"})
    office.refresh_from_db()
    assert office.name == "新庄便民点"


def test_wrong_place_keeps_what_was_typed(manager):
    given = {"name": "新庄服务点", "kind": "village", "place": "没有这个地方"}
    page = manager.post("/agencies/new", given)
    assert page.status_code == 200 and page.context["form"].errors["place"]
    assert "新庄服务点" in page.content.decode()


def test_place_outside_is_refused_in_the_form(manager):
    factories.place(OTHER_COUNTY)
    given = {"name": "越界", "kind": "other", "place": str(OTHER_COUNTY)}
    page = manager.post("/agencies/new", given)
    assert page.status_code == 200 and page.context["form"].non_field_errors()
    assert not Office.objects.filter(name="越界").exists()


def test_ambiguous_place_name_lists_the_candidates(manager):
    factories.place(VILLAGE)
    factories.place(factories.OTHER_VILLAGE)
    Place.objects.filter(level="village").update(name="新庄村委会")
    page = manager.post("/agencies/new", {"name": "x", "kind": "other", "place": "新庄"})
    assert str(VILLAGE) in str(page.context["form"].errors["place"])


def test_account_is_added_and_its_password_shown_once(manager):
    office = factories.office(VILLAGE)
    given = {"username": "neu", "full_name": "祁望山", "role": "village_clerk", "office": office.pk}
    page = manager.post("/agencies/accounts/new", given)
    password = page.context["password"]
    assert Staff.objects.get(username="neu").check_password(password)
    assert password in page.content.decode()


def test_form_offers_no_role_above_and_no_office_outside(manager):
    outside = factories.office(CITY)
    form = manager.get("/agencies/accounts/new").context["form"]
    assert "city_officer" not in dict(form.fields["role"].choices)
    assert outside not in form.fields["office"].queryset
    given = {"username": "neu", "full_name": "x", "role": "city_officer", "office": outside.pk}
    assert set(manager.post("/agencies/accounts/new", given).context["form"].errors) == {
        "role", "office",
    }  # fmt: skip


def test_form_offers_no_thousands_of_offices(manager, monkeypatch):
    monkeypatch.setattr("rongcheng.agencies.forms.MANY", 1)
    village = factories.office(VILLAGE)
    page = manager.get("/agencies/accounts/new").content.decode()
    assert f'<option value="{village.pk}"' not in page
    page = manager.get(f"/agencies/accounts/new?office={village.pk}").content.decode()
    assert f'<option value="{village.pk}" selected' in page
    given = {"username": "neu", "full_name": "x", "role": "village_clerk", "office": village.pk}
    assert manager.post("/agencies/accounts/new", given).context["account"].office == village


def test_account_out_of_reach_is_not_found(manager, admin):
    other = factories.staff("county_officer", OTHER_COUNTY)
    for person in (other, admin):
        number = person.pk
        assert manager.get(f"/agencies/accounts/{number}").status_code == 404
        assert manager.post(f"/agencies/accounts/{number}/close").status_code == 404
        assert manager.post(f"/agencies/accounts/{number}/password").status_code == 404
    office = factories.office(OTHER_COUNTY)
    assert manager.get(f"/agencies/{office.pk}").status_code == 404


def test_account_is_closed_listed_as_closed_and_reopened(manager, clerk):
    manager.post(f"/agencies/accounts/{clerk.pk}/close", {"reason": "调离"})
    assert clerk not in list(manager.get("/agencies/accounts").context["page"])
    assert clerk in list(manager.get("/agencies/accounts?closed=on").context["page"])
    manager.post(f"/agencies/accounts/{clerk.pk}/reopen")
    clerk.refresh_from_db()
    assert clerk.is_active


def test_refusal_of_a_service_becomes_a_page(manager, county):
    answer = manager.post(f"/agencies/accounts/{county.pk}/close")
    assert answer.status_code == 400 and "notice tone-bad" in answer.content.decode()


def test_lists_filter_by_place_and_role(manager, clerk):
    page = manager.get(f"/agencies/accounts?place={VILLAGE}&role=village_clerk").context["page"]
    assert list(page) == [clerk]
    page = manager.get(f"/agencies/?place={COUNTY}").context["page"]
    assert {o.place_id for o in page} == {COUNTY, VILLAGE}


def test_lists_ask_the_database_a_fixed_number_of_times(manager, django_assert_max_num_queries):
    for number in range(5):
        factories.staff("village_clerk", VILLAGE + number)
    with django_assert_max_num_queries(14):
        manager.get("/agencies/accounts")
    with django_assert_max_num_queries(14):
        manager.get("/agencies/")


def test_token_is_shown_once_and_revoked_on_the_page(manager, county):
    page = manager.post("/account/tokens", {"name": "月报", "days": 30})
    assert page.context["fresh_token"] in page.content.decode()
    assert page.context["fresh_token"] not in manager.get("/account").content.decode()
    token = county.token_set.get()
    manager.post(f"/account/tokens/{token.pk}/revoke")
    assert not manager.get("/account").context["tokens"]


def test_somebody_elses_token_is_not_found(manager, admin):
    issue_token(staff=admin, by=admin, name="x")
    number = admin.token_set.get().pk
    assert manager.post(f"/account/tokens/{number}/revoke").status_code == 404


def test_own_password_is_changed_and_other_sessions_end(client, county):
    other = Client()
    for each in (client, other):
        each.post("/login", {"username": "county", "password": PASSWORD})
    wrong = {"old": "wrong", "new": "Baiyun-5512-mu", "again": "Baiyun-5512-mu"}
    assert client.post("/account/password", wrong).status_code == 200
    differ = wrong | {"old": PASSWORD, "again": "Baiyun-5512-mx"}
    assert client.post("/account/password", differ).context["form"].errors["again"]
    assert client.post("/account/password", wrong | {"old": PASSWORD}).status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
