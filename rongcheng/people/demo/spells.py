"""Years of work: jobs taken and left, wages that grow, times at home between them."""

from __future__ import annotations

import numpy as np
import polars as pl

from rongcheng.places.codes import OVERSEAS
from rongcheng.places.ranges import transfer_range_expr

from .draw import pick
from .employers import draw_employers, draw_jobs
from .homes import COUNTRY, COUNTY, LOCAL, PREFECTURE, PROVINCE, as_stated, draw_work_places
from .profiles import Profile
from .survey import figure, share, wage_index

# Of those who leave their township but stay in the province; an assumption, not in the survey.
_IN_PROVINCE = {COUNTY: 0.34, PREFECTURE: 0.22, PROVINCE: 0.44}
_SPELLS = (0.36, 0.31, 0.19, 0.10, 0.04)  # share of workers of whom 1, 2, … jobs are known
_AT_HOME_NOW = 0.07
_OVERSEAS = 0.003
_SAME_PLACE, _SAME_INDUSTRY, _WITH_SPOUSE = 0.6, 0.65, 0.72
# Yuan a month in 2024 where the survey gives no figure: assumptions near those it gives.
_OTHER_WAGES = {"A": 3900, "B": 5900, "D": 5400, "I": 6100, "K": 4300, "L": 4700, "N": 3500,
                "P": 3800, "Q": 4100, "R": 4300, "S": 3600}  # fmt: skip
_SPREAD = 0.26
_WRITTEN = {"E": 0.28, "C": 0.62, "F": 0.33, "H": 0.34, "O": 0.27, "G": 0.42, "A": 0.12}


def draw_spells(rng: np.random.Generator, workers: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The jobs of workers, newest first.

    Args:
        workers: person, home_place, away, sex, age, education, industry, confirmed_on, birth_date,
            whose (row of the spouse in this frame, or -1).

    Returns: person, order (0 is the newest), start_date, end_date (null while it lasts),
        industry, occupation, employer, employer_code, work_place, transfer_range, wage (fen a
        month), contract, insurance.
    """
    times = _times(rng, workers)
    order, row = times["order"].to_numpy(), times["row"].to_numpy()
    township, reach = _places(rng, workers, times, profile)
    industry = _industries(rng, workers, order, row)
    spells = times.with_columns(
        workers["person"].gather(row), workers["home_place"].gather(row),
        industry=pl.Series(industry), township=pl.Series(township),
        work_place=pl.Series(as_stated(rng, township, reach)),
        occupation=pl.Series(draw_jobs(rng, industry), dtype=pl.String),
    )  # fmt: skip
    abroad = (reach == COUNTRY) & (rng.random(len(reach)) < _OVERSEAS)
    spells = spells.with_columns(
        pl.when(pl.Series(abroad)).then(OVERSEAS).otherwise("work_place").alias("work_place"),
        *draw_employers(rng, spells),
        wage=_wages(rng, workers, row, industry, reach, times),
    )
    spells = _without_repeats(spells.with_columns(*_terms(rng, spells)))
    return spells.with_columns(
        transfer_range=transfer_range_expr("home_place", "work_place")
    ).select(
        "person", "order", "start_date", "end_date", "industry", "occupation", "employer",
        "employer_code", "work_place", "transfer_range", "wage", "contract", "insurance",
    )  # fmt: skip


def _without_repeats(spells: pl.DataFrame) -> pl.DataFrame:
    """Of jobs in a row at the same employer and county only the newest, ordered anew.

    The registry takes two such statements for one job.
    """
    job = pl.concat_str(
        pl.col("employer").fill_null(""), (pl.col("work_place") // 10**6).cast(pl.String)
    )
    newer = pl.col("job").shift(1).over("person")
    return (
        spells.sort("person", "order")
        .with_columns(job=job)
        .filter((pl.col("job") != newer) | newer.is_null())
        .with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64).over("person"))
    )


def _times(rng: np.random.Generator, workers: pl.DataFrame) -> pl.DataFrame:
    """row (of workers), order, start_date, end_date of every spell; none before the age of 16."""
    confirmed = workers["confirmed_on"].to_numpy().astype("datetime64[D]")
    grown = workers["birth_date"].to_numpy().astype("datetime64[D]") + np.timedelta64(5845, "D")
    row = np.arange(workers.height)
    known = 1 + pick(rng, _SPELLS, workers.height)
    home = rng.random(workers.height) < _AT_HOME_NOW
    latest = confirmed - np.where(home, rng.integers(10, 150, len(row)), 0).astype("timedelta64[D]")
    frames = []
    for order in range(len(_SPELLS)):
        length = (20 + rng.exponential(430, len(row))).astype("timedelta64[D]")
        start = np.maximum(_after_festival(rng, latest - length), grown)
        last = (known == order + 1) | (start <= grown + np.timedelta64(60, "D"))
        end = pl.Series(latest).cast(pl.Date)
        open_now = np.full(len(row), order == 0) & ~home[row]
        frames.append(
            pl.DataFrame({"row": row, "order": order, "start_date": start, "end_date": end})
            .with_columns(
                pl.col("start_date").cast(pl.Date),
                pl.when(pl.Series(open_now)).then(None).otherwise("end_date").alias("end_date"),
            )
            .filter(pl.Series(start < latest))
        )
        gap = (5 + rng.exponential(40, len(row))).astype("timedelta64[D]")
        goes_on = ~last & (start < latest)
        row, known = row[goes_on], known[goes_on]
        latest, grown = (start - gap)[goes_on], grown[goes_on]
    return pl.concat(frames)


def _after_festival(rng: np.random.Generator, start: np.ndarray) -> np.ndarray:
    """Nearly half of all jobs begin in the weeks after Spring Festival."""
    year = start.astype("datetime64[Y]")
    spring = year.astype("datetime64[D]") + rng.integers(40, 85, len(start))
    chosen = (rng.random(len(start)) < 0.45) & (spring <= start)
    return np.where(chosen, spring, start)


def _places(
    rng: np.random.Generator, workers: pl.DataFrame, times: pl.DataFrame, profile: Profile
) -> tuple[np.ndarray, np.ndarray]:
    """Township of work and reach of every spell; spouses mostly go together."""
    home, away = workers["home_place"].to_numpy(), workers["away"].to_numpy()
    across = share(f"across_province_{profile.region}")
    near = np.array(list(_IN_PROVINCE.values())) * (1 - across)
    kinds = np.array([*_IN_PROVINCE, COUNTRY])

    def draw(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        reach = np.where(away[rows], kinds[pick(rng, [*near, across], len(rows))], LOCAL)
        return draw_work_places(rng, home[rows], reach, profile), reach

    now, now_reach = draw(np.arange(workers.height))
    whose = workers["whose"].to_numpy()
    follows = (whose >= 0) & away & (rng.random(len(away)) < _WITH_SPOUSE)
    follows &= away[whose]
    now[follows], now_reach[follows] = now[whose[follows]], now_reach[whose[follows]]
    row, order = times["row"].to_numpy(), times["order"].to_numpy()
    township, reach = now[row], now_reach[row]
    moved = np.flatnonzero((order > 0) & (rng.random(len(row)) > _SAME_PLACE))
    township[moved], reach[moved] = draw(row[moved])
    return township, reach


def _industries(
    rng: np.random.Generator, workers: pl.DataFrame, order: np.ndarray, row: np.ndarray
) -> np.ndarray:
    """The worker's industry; in earlier jobs often that of somebody else of the same sex."""
    now, sex = workers["industry"].to_numpy().astype(str), workers["sex"].to_numpy()
    industry = now[row]
    for one in (1, 2):
        alike = np.flatnonzero(sex == one)
        rows = np.flatnonzero(
            (order > 0) & (sex[row] == one) & (rng.random(len(row)) > _SAME_INDUSTRY)
        )
        if len(alike):
            industry[rows] = now[alike[rng.integers(0, len(alike), len(rows))]]
    return industry


def _wages(
    rng: np.random.Generator, workers: pl.DataFrame, row: np.ndarray, industry: np.ndarray,
    reach: np.ndarray, times: pl.DataFrame,
) -> pl.Series:  # fmt: skip
    """Fen a month: the survey's mean of the industry in the job's last year, spread around it."""
    sex, age = workers["sex"].to_numpy()[row], workers["age"].to_numpy()[row]
    schooled = np.isin(workers["education"].to_numpy().astype(str)[row], ("10", "20", "30"))
    apart = figure("wage_outgoing") / figure("wage_local")
    factor = np.exp(rng.normal(0, _SPREAD, len(row)) - 0.0055 * (age - 41) ** 2 / 20)
    factor *= np.where(sex == 1, 1.07, 0.89) * np.where(reach == LOCAL, 1.0, apart)
    factor *= np.where(schooled, 1.12, 1.0)
    until = times["end_date"].fill_null(workers["confirmed_on"].gather(row))
    years = until.dt.year().to_numpy()
    index = {int(year): wage_index(int(year)) for year in np.unique(years)}
    mean = np.array([_OTHER_WAGES.get(x) or figure(f"wage_{x}") for x in np.unique(industry)])
    at = np.unique(industry, return_inverse=True)[1]
    level = np.bincount(at, weights=factor) / np.maximum(np.bincount(at), 1)
    yuan = factor * (mean / level)[at] * np.array([index[year] for year in years.tolist()])
    yuan = np.round(yuan / 50) * 50
    unknown = pl.Series(rng.random(len(row)) < 0.03)
    return pl.Series("wage", (yuan * 100).astype(np.int64)).set(unknown, None)


def _terms(rng: np.random.Generator, spells: pl.DataFrame) -> list[pl.Series]:
    """Contract and insurance; shares are assumptions: the survey no longer asks for them."""
    n = spells.height
    employed = spells["employer"].is_not_null().to_numpy()
    likely = spells["industry"].replace_strict(_WRITTEN, default=0.45, return_dtype=pl.Float64)
    likely = likely.to_numpy() * np.where(employed, 1.0, 0.1)
    written = rng.random(n) < likely
    contract = np.where(written, "written", np.where(rng.random(n) < 0.62, "oral", "none"))
    insured = np.where(written, 0.68, 0.08)
    five = rng.random(n) < insured * 0.45
    injury = rng.random(n) < insured * 0.75
    insurance = np.select(
        [five, injury & written, injury],
        ["injury,maternity,medical,pension,unemployment", "injury,medical,pension", "injury"],
        "none",
    )
    unsaid = pl.Series(rng.random(n) < 0.12)
    return [
        pl.Series("contract", contract).set(unsaid, None),
        pl.Series("insurance", insurance).set(unsaid, None),
    ]
