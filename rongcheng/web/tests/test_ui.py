"""Component tags: what they show, and what they refuse."""

import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from rongcheng.web import compare
from rongcheng.web.charts import Chart, Datum, Series
from rongcheng.web.showcase import SampleFilters, SampleForm

PACKAGE = Path(__file__).parents[2]


def show(source: str, path: str = "/list", **context) -> str:
    context["request"] = RequestFactory().get(path)
    with translation.override("zh-hans"):
        return Template(source).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in show('{% icon "search" %}')
    assert 'role="img" aria-label="找"' in show('{% icon "search" label="找" %}')


def test_an_unknown_icon_says_where_icons_are_listed():
    with pytest.raises(TemplateSyntaxError, match=r"icons\.txt"):
        show('{% icon "no-such-icon" %}')


def test_icons_named_in_templates_are_in_the_sprite():
    named = re.compile(r"""(?:\{% icon |icon=)["']([a-z0-9-]+)["']""")
    known = set((PACKAGE / "web/frontend/icons.txt").read_text().split())
    used = {
        (icon, path.name)
        for path in PACKAGE.rglob("templates/**/*.html")
        for icon in named.findall(path.read_text())
    }
    assert used
    assert not {(icon, page) for icon, page in used if icon not in known}


def test_values_from_people_are_escaped():
    evil = '<img src=x onerror="alert(1)">'
    line = compare.Line("a", evil, evil[1:])
    pages = [
        show('{% badge v "ok" %}{% stat v v url="/x" note=v %}{% empty v hint=v %}', v=evil),
        show('{% card title=v %}{{ v }}{% endcard %}{% masked v "name" %}', v=evil),
        show("{% facts pairs %}{% timeline items %}", pairs=[(evil, evil)],
             items=[{"title": evil, "text": evil, "by": evil, "when": None}]),
        show("{% comparison lines v v %}", lines=[line], v=evil),
        show("{% chart c %}", c=Chart.single("bar", evil, [Datum(evil, 1, "/x")])),
    ]  # fmt: skip
    for page in pages:
        assert "<img" not in page


def test_a_masked_value_never_stands_in_the_page():
    page = show('{% masked "530102199001011234" "id" reveal_url="/why" %}')
    assert "530102********1234" in page and "19900101" not in page
    assert 'href="/why"' in page


def test_sorting_turns_round_and_keeps_the_filters():
    page = show('{% sort_link "name" "姓名" %}', "/list?q=x&page=4")
    assert 'href="?q=x&amp;sort=name"' in page and 'aria-sort="none"' in page
    page = show('{% sort_link "name" "姓名" %}', "/list?q=x&sort=name")
    assert "sort=-name" in page and 'aria-sort="ascending"' in page


def test_pages_keep_the_filters():
    page = Paginator(range(1000), 20).page(3)
    shown = show("{% pagination page %}", "/list?q=%E5%88%98&page=3", page=page)
    assert 'href="?q=%E5%88%98&amp;page=4"' in shown
    assert 'aria-current="page">3<' in shown and "1,000" in shown


def test_a_phone_gets_the_page_number_alone():
    page = Paginator(range(1000), 20).page(3)
    assert ">3 / 50<" in show("{% pagination page %}", "/list?page=3", page=page)


FILTERS = '{% filterbar search=form.q target="#list" keep="place" %}{% field form.industry %}'


def filters(path: str) -> str:
    return show(FILTERS + "{% endfilterbar %}", path, form=SampleFilters())


def test_filters_fold_behind_a_button_that_counts_them():
    shown = filters("/list?q=x&industry=C&before=&page=3&place=53")
    assert "<b>1</b>" in shown and 'data-bs-target="#filters-list"' in shown
    assert "<b>" not in filters("/list?q=x&page=3&place=53")
    words, folded = shown.split("filterbar-fold")
    assert 'name="q"' in words and 'name="industry"' in folded


def test_clearing_filters_keeps_the_place():
    shown = filters("/list?q=x&place=53")
    assert '<input type="hidden" name="place" value="53">' in shown
    assert 'href="/list?place=53"' in shown
    assert "清除" not in filters("/list?place=53&page=2")


def test_one_page_has_a_count_and_no_links():
    shown = show("{% pagination page %}", page=Paginator(range(3), 20).page(1))
    assert "3" in shown and "<a" not in shown


def test_fields_tie_label_help_and_error_together():
    shown = show("{% fields form %}", form=SampleForm({"phone": "12"}))
    described = re.search(r'name="phone"[^>]*aria-describedby="([^"]+)"', shown)[1].split()
    assert described == ["id_phone_help", "id_phone_error"]
    for name in described:
        assert f'id="{name}"' in shown
    assert 'aria-invalid="true"' in shown and 'href="#id_name"' in shown
    assert '<label class="field-label" for="id_phone"' in shown


def test_progress_asks_again_only_while_work_goes_on():
    running = show('{% progress 20 100 "检查" url="/status" %}')
    assert 'hx-get="/status"' in running and 'value="20"' in running
    assert "hx-get" not in show('{% progress 100 100 "检查" %}')
    assert 'value="0"' in show('{% progress 0 0 "检查" %}')


def test_a_chart_is_also_a_table_with_links():
    chart = Chart(
        "line", "人数", [
            Series("外出", [Datum("1月", 10_000, "/a"), Datum("2月", None)]),
            Series("在家", [Datum("1月", 7, "/b"), Datum("2月", 8)]),
        ],
    )  # fmt: skip
    shown = show("{% chart c %}", c=chart)
    assert '<a href="/a">10,000</a>' in shown and '<th scope="row">2月</th>' in shown
    assert 'type="application/json"' in shown and "—" in shown


def test_a_chart_without_figures_says_so():
    shown = show("{% chart c %}", c=Chart.single("bar", "人数", []))
    assert "暂无数据" in shown and "<table" not in shown


def test_differing_characters_are_lit():
    assert compare.lit("11234", "11243") == "112<mark>34</mark>"
    assert compare.lit("柳湾村", "柳湾") == "柳湾<mark>村</mark>"
    states = [line.state for line in compare.lines([("a", 1, 1), ("b", 1, 2), ("c", "x", None)])]
    assert states == ["same", "differs", "missing"]
