"""Paper forms: printed, photographed as phones do, read back, filed once."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageFilter

from rongcheng.appeals.models import Appeal, PaperForm
from rongcheng.appeals.papers.form import Blank, draw
from rongcheng.appeals.papers.read import form_number, upright
from rongcheng.appeals.services import paper
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.services.filing import Filing
from rongcheng.appeals.tests import factories as make
from rongcheng.audit.models import Event
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.people.tests import factories as people

pytestmark = pytest.mark.django_db

STORY = "去年在工地做了五个月木工，老板还欠两个月工钱一万二，一直说没钱。"


@pytest.fixture
def clerk():
    return make.desk().clerk


def printed(by, **more: object) -> PaperForm:
    assert paper.print_forms(by=by, **more)[:5] == b"%PDF-"
    return PaperForm.objects.latest("pk")


def photo(number: str, *, turn: float = 0, size: int = 1240, blur: float = 0) -> bytes:
    """A photo of a sheet with the form's code where it is printed, on a table."""
    import segno

    buffer = io.BytesIO()
    segno.make("RCF:" + number, error="q", micro=False).save(buffer, kind="png", scale=6, border=3)
    code = Image.open(io.BytesIO(buffer.getvalue())).convert("L").resize((200, 200))
    sheet = Image.new("L", (1240, 1754), 250)
    sheet.paste(code, (950, 70))
    table = Image.new("L", (1500, 2000), 110)
    table.paste(sheet, (130, 120))
    turned = table.rotate(turn, expand=True, fillcolor=110).filter(ImageFilter.GaussianBlur(blur))
    turned.thumbnail((size, size))
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=70)
    return out.getvalue()


@pytest.mark.parametrize(
    "taken", [{}, {"turn": 7}, {"turn": 90}, {"turn": 183}, {"size": 4000}, {"blur": 1.2}], ids=str
)
def test_the_code_is_read_as_phones_photograph(taken):
    assert form_number(photo("7K2M-9QXD", **taken)) == "7K2M-9QXD"


@pytest.mark.parametrize("turn", [0, 90, 183, 270, 12])
def test_a_photo_is_shown_upright_however_it_was_taken(turn):
    """The code stands in the upper right quarter, with its own upper edge level."""
    import zxingcpp

    shown = Image.open(io.BytesIO(upright(photo("7K2M-9QXD", turn=turn))))
    (code,) = zxingcpp.read_barcodes(shown)
    left, right = code.position.top_left, code.position.top_right
    assert abs(right.y - left.y) <= 0.03 * (right.x - left.x) and right.x > left.x
    assert left.x > shown.width / 2 and left.y < shown.height / 2


def test_a_photo_without_a_code_is_shown_as_it_came():
    plain = Image.new("L", (300, 200), 80)
    out = io.BytesIO()
    plain.save(out, "PNG")
    assert Image.open(io.BytesIO(upright(out.getvalue()))).size == (300, 200)


def test_another_code_or_none_is_no_form():
    import segno

    buffer = io.BytesIO()
    segno.make("https://example.org", micro=False).save(buffer, kind="png", scale=8)
    assert form_number(buffer.getvalue()) is None
    with pytest.raises(ValueError, match="no photo"):
        form_number(b"\xff\xd8\xff\xe0 broken")


def test_a_form_holds_all_on_one_page():
    blank = Blank("7K2M-9QXD", "鹤庆县云鹤镇便民服务中心", ["劳动保障"] * 13, "段水冰",
                  "199****9999", "5329********1234", "云南省大理州鹤庆县云鹤镇")  # fmt: skip
    assert draw([blank, blank]).count(b"/Type /Page\n") == 2


def test_a_form_is_filed_once_with_its_photo(clerk):
    form = printed(clerk)
    read = paper.read_back(by=clerk, photo=Upload("IMG_01.jpg", photo(form.number)))
    assert read == form
    filing = Filing(text=STORY, name="段水冰", event_place=make.COUNTY)
    appeal = paper.file_form(by=clerk, form=read, filing=filing)
    assert appeal.channel == "paper" and form.number in appeal.consent
    kept = appeal.attachments.get()
    assert (kept.kind, kept.name) == ("form", "IMG_01.jpg")
    again = Filing(text=STORY, name="段水冰", event_place=make.COUNTY)
    with pytest.raises(Conflict, match=appeal.number):
        paper.file_form(by=clerk, form=read, filing=again)
    with pytest.raises(Conflict, match=appeal.number):
        paper.read_back(by=clerk, photo=Upload("IMG_02.jpg", photo(form.number)))
    assert Appeal.objects.count() == 1


def test_without_the_photo_it_is_not_filed(clerk):
    form = printed(clerk)
    with pytest.raises(Refusal):
        paper.file_form(by=clerk, form=form, filing=Filing(text=STORY, event_place=make.COUNTY))


def test_a_number_typed_by_hand_helps_where_the_code_is_lost(clerk):
    form = printed(clerk)
    blank = io.BytesIO()
    Image.new("L", (800, 1100), 240).save(blank, "JPEG")
    lost = Upload("暗.jpg", blank.getvalue())
    with pytest.raises(Refusal, match="暗"):
        paper.read_back(by=clerk, photo=lost)
    typed = form.number.lower().replace("-", "")
    assert paper.read_back(by=clerk, photo=lost, number=typed) == form
    with pytest.raises(Refusal):
        paper.read_back(by=clerk, photo=Upload("扫描.pdf", b"%PDF-1.4"), number=typed)


def test_forms_of_another_county_are_unknown_here(clerk):
    form = printed(make.other_desk().clerk)
    with pytest.raises(Refusal, match=form.number):
        paper.read_back(by=clerk, photo=Upload("a.jpg", photo(form.number)))


def test_who_takes_no_appeals_prints_none(clerk):
    desk = make.desk()
    with pytest.raises(NotAllowed):
        paper.print_forms(by=desk.handler)
    with pytest.raises(Refusal):
        paper.print_forms(by=clerk, count=500)


def test_the_pages_print_read_and_file(client, clerk):
    client.force_login(clerk)
    (known,) = people.record(people.ZHAO["mother"])
    print_at = reverse("appeals:paper_print")
    answer = client.post(print_at, {"count": 3, "id_number": known.id_number})
    assert answer["Content-Type"] == "application/pdf"
    stranger = people.full_number("53293219800101001")
    assert client.post(print_at, {"count": 1, "id_number": stranger}).status_code == 400
    assert client.post(print_at, {"count": 99}).status_code == 400
    form = PaperForm.objects.get()
    assert form.person == known
    assert Event.objects.filter(act="appeals.form_printed", subject_id=known.pk).exists()
    taken = SimpleUploadedFile("表.jpg", photo(form.number), "image/jpeg")
    answer = client.post(reverse("appeals:paper"), {"photo": taken})
    url = reverse("appeals:paper_type", args=[form.number])
    assert answer.url == url
    page = client.get(url).content.decode()
    picture = reverse("appeals:paper_photo", args=[form.number])
    assert picture in page and "和玉梅" in page
    assert client.get(picture)["Content-Type"] == "image/jpeg"
    assert client.post(url, {"name": "和玉梅", "text": ""}).status_code == 400
    given = {"name": "和玉梅", "text": STORY, "amount": "12,000", "event_place": str(make.COUNTY)}
    answer = client.post(url, given)
    appeal = Appeal.objects.get()
    assert answer.url == reverse("appeals:case", args=[appeal.number])
    assert appeal.person == known and appeal.amount == 1_200_000
    assert client.get(url).status_code == 302  # filed: it leads back to the list
    assert appeal.number in client.get(reverse("appeals:paper")).content.decode()


def test_a_wrong_id_number_is_told_and_a_right_one_finds_the_person(client, clerk):
    client.force_login(clerk)
    (known,) = people.record(people.ZHAO["mother"])
    form = printed(clerk)
    paper.read_back(by=clerk, photo=Upload("a.jpg", photo(form.number)))
    url = reverse("appeals:paper_type", args=[form.number])
    given = {"name": "和玉梅", "text": STORY, "event_place": str(make.COUNTY)}
    wrong = client.post(url, given | {"id_number": known.id_number[:-1]})
    assert wrong.status_code == 400 and not Appeal.objects.exists()
    client.post(url, given | {"id_number": known.id_number})
    assert Appeal.objects.get().person == known
