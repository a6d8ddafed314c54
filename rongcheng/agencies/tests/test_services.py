"""Offices, accounts and tokens: what managers may do beside what is refused to them."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from rongcheng.agencies import services
from rongcheng.agencies.models import Office, Staff, StaffSession, Token
from rongcheng.agencies.queries import (
    authenticate_token,
    offices_for,
    offices_of,
    staff_for,
    tokens_of,
)
from rongcheng.agencies.roles import CAPABILITIES, Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.agencies.tests import factories
from rongcheng.agencies.tests.factories import (
    CITY,
    COUNTY,
    OTHER_COUNTY,
    OTHER_PROVINCE,
    PROVINCE,
    TOWNSHIP,
    VILLAGE,
)
from rongcheng.audit.models import Event
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

NEW = {"username": "neu", "full_name": "柏一诺", "password": "Qinghe-1234-lu"}


def last_event():
    return Event.objects.latest("id")


# --- offices ------------------------------------------------------------------------------------


def test_county_officer_adds_offices_in_the_county(county):
    factories.place(TOWNSHIP)
    made = services.create_office(by=county, name=" 草海所 ", kind="employment", place=TOWNSHIP)
    assert made.name == "草海所"
    assert (last_event().act, last_event().place) == ("agencies.create_office", TOWNSHIP)


@pytest.mark.parametrize("place", [OTHER_COUNTY, CITY, OTHER_PROVINCE])
def test_county_officer_adds_none_outside_of_it(county, place):
    factories.place(place)
    with pytest.raises(NotAllowed):
        services.create_office(by=county, name="x", kind="other", place=place)
    assert not Office.objects.filter(name="x").exists()


def test_two_offices_of_one_place_cannot_share_a_name(county):
    factories.office(COUNTY, name="就业局")
    with pytest.raises(Conflict, match="就业局"):
        services.create_office(by=county, name="就业局 ", kind="other", place=COUNTY)


def test_the_office_of_a_kind_is_that_of_the_place_or_the_nearest_above(db):
    city = factories.office(CITY, "education")
    factories.office(OTHER_COUNTY, "education")
    assert offices_of(VILLAGE, "education") == city
    county = factories.office(COUNTY, "education")
    assert offices_of(VILLAGE, "education") == offices_of(COUNTY, "education") == county
    assert offices_of(CITY, "education") == city
    assert offices_of(PROVINCE, "education") is None
    assert offices_of(VILLAGE, "health") is None


def test_an_office_that_ended_or_has_not_begun_answers_for_nothing(db):
    city, county = factories.office(CITY, "tax"), factories.office(COUNTY, "tax")
    today = now().date()
    Office.objects.filter(pk=county.pk).update(valid_to=today - timedelta(days=2))
    assert offices_of(COUNTY, "tax") == city
    Office.objects.filter(pk=county.pk).update(valid_to=None, valid_from=today + timedelta(days=2))
    assert offices_of(COUNTY, "tax") == city


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.SUPERVISOR])
def test_dispatcher_and_supervisor_work_in_the_leading_group_office(county, role):
    with pytest.raises(Refusal, match="农民工工作领导小组办公室"):
        services.create_staff(by=county, role=role, office=county.office, **NEW)
    made = services.create_staff(
        by=county, role=role, office=factories.office(COUNTY, "leading_group"), **NEW
    )
    assert made.can(Can.SEE_SENSITIVE) and made.can(Can.TUNE_APPEALS)
    assert not made.can(Can.SEE_PEOPLE)


def test_a_handler_works_on_appeals_and_on_nothing_else(county):
    made = services.create_staff(
        by=county, role=Role.HANDLER, office=factories.office(COUNTY, "tax"), **NEW
    )
    assert CAPABILITIES[made.role] == {Can.HANDLE_APPEALS}


def test_parent_office_must_stand_above(county, admin):
    elsewhere = factories.office(OTHER_COUNTY)
    with pytest.raises(Refusal):
        services.create_office(by=admin, name="x", kind="other", place=COUNTY, parent=elsewhere)
    first = factories.office(COUNTY, name="甲")
    second = services.create_office(by=county, name="乙", kind="other", place=COUNTY, parent=first)
    with pytest.raises(Refusal, match="甲"):
        services.change_office(by=county, office=first, name="甲", kind="other", parent=second)


def test_changing_an_office_notes_old_and_new(county):
    office = factories.office(COUNTY, name="甲")
    services.change_office(by=county, office=office, name="乙", kind=office.kind)
    assert last_event().detail["changes"] == {"name": ["甲", "乙"]}
    before = Event.objects.count()
    services.change_office(by=county, office=office, name="乙", kind=office.kind)
    assert Event.objects.count() == before, "no change, no event"


def test_office_cannot_end_before_it_began(county):
    office = factories.office(COUNTY)
    with pytest.raises(Refusal):
        services.change_office(
            by=county, office=office, name="x", kind="other",
            valid_from=date(2026, 5, 1), valid_to=date(2026, 4, 1),
        )  # fmt: skip


def test_successor_takes_over_duties_and_people(county):
    old, new = (factories.office(COUNTY, name=name) for name in ("扶贫办", "乡村振兴局"))
    person = factories.staff("leader", COUNTY)
    Staff.objects.filter(pk=person.pk).update(office=old)
    moved = services.succeed_office(by=county, offices=[old], successor=new, on=date(2026, 1, 1))
    old.refresh_from_db()
    person.refresh_from_db()
    assert moved == [person] and person.office == new
    assert (old.successor, old.valid_to) == (new, date(2025, 12, 31))
    with pytest.raises(Refusal):
        services.succeed_office(by=county, offices=[old], successor=new, on=date(2026, 1, 1))


def test_succession_reaches_over_no_border(county):
    here, there = factories.office(COUNTY, name="甲"), factories.office(OTHER_COUNTY, name="乙")
    for old, new in ((here, there), (there, here)):
        with pytest.raises(NotAllowed):
            services.succeed_office(by=county, offices=[old], successor=new, on=date(2026, 1, 1))


# --- accounts -----------------------------------------------------------------------------------


def test_county_officer_makes_a_village_clerk(county):
    made = services.create_staff(
        by=county, role="village_clerk", office=factories.office(VILLAGE), **NEW
    )
    assert made.must_change_password and made.check_password(NEW["password"])
    event = last_event()
    assert (event.act, event.place, event.detail["role"]) == (
        "agencies.create_staff", VILLAGE, "village_clerk",
    )  # fmt: skip
    assert NEW["password"] not in str(event.detail)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.CITY_OFFICER, CITY),
        (Role.COUNTY_OFFICER, OTHER_COUNTY),
        (Role.AUDITOR, COUNTY),
        (Role.SYSTEM_ADMIN, COUNTY),
        (Role.SYSTEM_ADMIN, None),
    ],
)
def test_county_officer_makes_nobody_above_or_outside(county, role, place):
    office = factories.office(place) if place else None
    with pytest.raises(NotAllowed):
        services.create_staff(by=county, role=role, office=office, **NEW)
    assert not Staff.objects.filter(username="neu").exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in {
    Role.SYSTEM_ADMIN, Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.COUNTY_OFFICER}])  # fmt: skip
def test_other_roles_make_no_accounts(role, db):
    place = {"township_clerk": TOWNSHIP, "village_clerk": VILLAGE}.get(role, COUNTY)
    somebody = factories.staff(role, place)
    with pytest.raises(NotAllowed):
        services.create_staff(by=somebody, role="leader", office=somebody.office, **NEW)
    assert not staff_for(somebody).exists()


def test_system_administrator_makes_every_role_everywhere(admin):
    for number, (role, place) in enumerate(
        [("province_officer", PROVINCE), ("auditor", OTHER_PROVINCE), ("system_admin", None)]
    ):
        office = factories.office(place) if place else None
        given = NEW | {"username": f"neu{number}"}
        assert services.create_staff(by=admin, role=role, office=office, **given).pk


def test_administration_work_and_audit_lie_in_different_hands():
    assert CAPABILITIES[Role.SYSTEM_ADMIN] == {Can.MANAGE_STAFF}
    for role, can in CAPABILITIES.items():
        assert not {Can.MANAGE_STAFF, Can.SEE_AUDIT} <= can, role


@pytest.mark.parametrize(
    ("role", "place", "kind"),
    [
        ("county_officer", PROVINCE, "employment"),
        ("village_clerk", COUNTY, "employment"),
        ("station_clerk", COUNTY, "employment"),
    ],
)
def test_role_must_fit_its_office(admin, role, place, kind):
    with pytest.raises(Refusal):
        services.create_staff(by=admin, role=role, office=factories.office(place, kind), **NEW)


@pytest.mark.parametrize("password", ["short1A", "12345678901", "password", "onlysmallletters"])
def test_weak_passwords_are_refused(admin, password):
    with pytest.raises(Refusal):
        services.create_staff(
            by=admin, role="system_admin", office=None, **NEW | {"password": password}
        )


def test_made_up_passwords_are_strong_and_differ(admin):
    made = {services.new_password() for _ in range(20)}
    assert len(made) == 20
    for number, password in enumerate(made):
        given = NEW | {"password": password, "username": f"neu{number}"}
        services.create_staff(by=admin, role="system_admin", office=None, **given)


def test_usernames_are_unique_whatever_the_case(county, admin):
    with pytest.raises(Conflict, match="county"):
        services.create_staff(
            by=admin, role="system_admin", office=None, **NEW | {"username": "COUNTY"}
        )


def test_change_reaches_neither_above_nor_outside_nor_oneself(county):
    clerk = factories.staff("village_clerk", VILLAGE)
    given = {"full_name": clerk.full_name, "role": clerk.role}
    changed = services.change_staff(by=county, staff=clerk, office=clerk.office,
                                    **given | {"full_name": "祁云舟"})  # fmt: skip
    assert changed.full_name == "祁云舟"
    with pytest.raises(NotAllowed):
        services.change_staff(
            by=county,
            staff=clerk,
            full_name="x",
            role="city_officer",
            office=factories.office(CITY),
        )
    for role, place in (("county_officer", OTHER_COUNTY), ("city_officer", CITY)):
        other = factories.staff(role, place)
        with pytest.raises(NotAllowed):
            services.change_staff(by=county, staff=other, full_name="x", role="leader",
                                  office=county.office)  # fmt: skip
    with pytest.raises(Refusal):
        services.change_staff(by=county, staff=county, full_name=county.full_name, role="leader",
                              office=county.office)  # fmt: skip
    county.refresh_from_db()
    assert county.role == "county_officer"


def test_closing_an_account_ends_sessions_and_tokens(client, county):
    clerk = factories.staff("village_clerk", VILLAGE, username="clerk")
    client.post("/login", {"username": "clerk", "password": factories.PASSWORD})
    token = services.issue_token(staff=clerk, by=clerk, name="脚本")
    services.deactivate(by=county, staff=clerk, reason="调离")
    assert client.get("/account").status_code == 302
    assert authenticate_token(token) is None and not StaffSession.objects.exists()
    assert last_event().reason == "调离"
    services.activate(by=county, staff=clerk)
    assert authenticate_token(token) is None, "tokens stay revoked"
    clerk.refresh_from_db()
    assert clerk.is_active


def test_nobody_closes_themselves_or_somebody_out_of_reach(county, admin):
    with pytest.raises(Refusal):
        services.deactivate(by=county, staff=county)
    with pytest.raises(NotAllowed):
        services.deactivate(by=county, staff=admin)
    with pytest.raises(Refusal):
        services.deactivate(by=factories.TEST, staff=admin)
    assert Staff.objects.filter(is_active=True).count() == 2


def test_closed_manager_manages_nothing(county):
    county.is_active = False
    with pytest.raises(NotAllowed):
        services.create_office(by=county, name="x", kind="other", place=COUNTY)


def test_new_password_ends_sessions_and_must_be_replaced(client, county):
    clerk = factories.staff("village_clerk", VILLAGE, username="clerk")
    client.post("/login", {"username": "clerk", "password": factories.PASSWORD})
    password = services.reset_password(by=county, staff=clerk)
    assert client.get("/account").status_code == 302
    client.post("/login", {"username": "clerk", "password": password})
    assert client.get("/console/")["Location"] == "/account/password"
    given = {"old": password, "new": "Baiyun-5512-mu", "again": "Baiyun-5512-mu"}
    assert client.post("/account/password", given)["Location"] == "/account"
    assert client.get("/console/").status_code == 200


# --- tokens -------------------------------------------------------------------------------------


def test_token_stands_for_its_owner_and_is_kept_as_a_hash(county):
    token = services.issue_token(staff=county, by=county, name="月报")
    assert authenticate_token(token) == county
    assert token not in str(list(Token.objects.values())) and token not in str(last_event().detail)
    assert Token.objects.get().used_at


@pytest.mark.parametrize("wrong", ["", "rc_unknown", "x" * 500])
def test_unknown_token_stands_for_nobody(county, wrong):
    services.issue_token(staff=county, by=county, name="月报")
    assert authenticate_token(wrong) is None


def test_expired_and_revoked_tokens_stand_for_nobody(county):
    token = services.issue_token(
        staff=county, by=county, name="月报", expires=now() + timedelta(days=1)
    )
    Token.objects.update(expires_at=now() - timedelta(seconds=1))
    assert authenticate_token(token) is None
    token = services.issue_token(staff=county, by=county, name="月报")
    services.revoke_token(by=county, token=tokens_of(county)[0])
    assert authenticate_token(token) is None


def test_nobody_makes_or_revokes_tokens_out_of_reach(county, admin):
    with pytest.raises(NotAllowed):
        services.issue_token(staff=county, by=admin, name="x")
    services.issue_token(staff=admin, by=admin, name="x")
    with pytest.raises(NotAllowed):
        services.revoke_token(by=county, token=Token.objects.get())
    services.issue_token(staff=county, by=county, name="y")
    services.revoke_token(by=admin, token=tokens_of(county)[0])


# --- scope --------------------------------------------------------------------------------------


def test_lists_hold_the_own_place_only(county, admin):
    inside, outside = (
        factories.staff("village_clerk", VILLAGE),
        factories.staff("county_officer", OTHER_COUNTY),
    )
    assert set(staff_for(county)) == {county, inside}
    assert {o.place_id for o in offices_for(county)} == {COUNTY, VILLAGE}
    assert set(staff_for(admin)) == {admin, county, inside, outside}
    assert set(staff_for(admin, place=OTHER_COUNTY)) == {outside}
    assert set(staff_for(county, role="village_clerk")) == {inside}


def test_scope_covers_the_place_and_what_lies_in_it(county):
    scope = scope_of(county)
    assert scope.covers(COUNTY) and scope.covers(VILLAGE) and not scope.only_own_office
    assert not any(scope.covers(code) for code in (OTHER_COUNTY, CITY, None, COUNTY + 10**6))


def test_person_without_an_office_covers_nothing(admin):
    assert not scope_of(admin).covers(COUNTY)


def test_station_clerk_is_bound_to_the_own_office(db):
    assert scope_of(factories.staff("station_clerk")).only_own_office
