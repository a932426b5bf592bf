"""Agencies side by side; what is not on record is unknown, never a no."""

import pytest
import toy

import coley
from coley.errors import ArgumentError, UnknownIdError, VocabularyError


@pytest.fixture
def world(tmp_path):
    """The toy dataset with a European history: a product, a dated use, and one only told of."""
    files = toy.records()
    therapy = files["therapies/toymab.json"]
    product = {**therapy["products"][0], "agency": "EMA", "first_approval": "2015-09-01"}
    product.pop("application")
    therapy["products"].append(product)
    melanoma = dict(therapy["indications"][0], id="toymab.ema.melanoma", agency="EMA")
    melanoma["actions"] = [toy._action("conditional_approval", "2015-09-01")]
    nsclc = dict(therapy["indications"][1], id="toymab.ema.nsclc", agency="EMA")
    nsclc["actions"] = [toy._action("authorisation", "2020-08-22", date_kind="reference")]
    therapy["indications"] += [melanoma, nsclc]
    therapy["indications"].sort(key=lambda each: each["id"])
    other = dict(
        therapy, id="otherab", name="otherab", names=[], indications=[], adverse_effects=[]
    )
    other["products"] = [{**product, "brand": "Otherin", "first_approval": "2019-05"}]
    other["other_actions"] = []
    files["therapies/otherab.json"] = other
    files["diseases/breast-cancer.json"] = toy._term(
        "breast-cancer", "breast cancer", parents=["cancer"], xrefs=["MONDO:0007254"]
    )
    return coley.load(toy.write(tmp_path, files))


def _answers(table):
    return {row["therapy"]: row["answer"] for row in table.rows()}


def test_first_approval(world):
    assert (world.first_approval("Toytruda").agency, str(world.first_approval("toymab").date)) == (
        "FDA",
        "2015-05-20",
    )
    europe = world.first_approval("toymab", by="EMA")
    assert (str(europe.date), europe.of, europe.sources) == ("2015-09-01", "Toytruda", ("notice",))
    assert world.first_approval("toymab", by="TGA") is None
    assert str(world.first_approval("otherab").date) == "2019-05"


@pytest.mark.parametrize(
    ("verification", "sources", "tier"),
    [
        ("primary", ["notice"], "regulator"),
        ("primary", ["notice", "report"], "regulator"),
        ("secondary", ["notice", "report"], "secondary"),  # the notice tells something else
        ("secondary", ["report", "news"], "secondary"),
        ("secondary", ["news"], "tertiary"),
        ("secondary", ["notice"], "regulator"),
    ],
)
def test_the_tier_of_a_first_approval(tmp_path, verification, sources, tier):
    files = toy.records()
    notice = files["sources/notice.json"]
    for name, standing in (("report", "secondary"), ("news", "tertiary")):
        url = f"https://example.org/{name}"
        files[f"sources/{name}.json"] = {**notice, "id": name, "tier": standing, "url": url}
    product = files["therapies/toymab.json"]["products"][0]
    (citation,) = product["citations"]
    product["verification"] = verification
    product["citations"] = [{**citation, "source": source} for source in sources]
    ds = coley.load(toy.write(tmp_path, files))
    assert ds.first_approval("toymab").tier == tier


def test_a_permission_for_special_use_is_no_marketing_authorisation(tmp_path):
    def change(therapy):
        use = dict(therapy["indications"][0], id="toymab.aemps.melanoma", agency="AEMPS")
        use["actions"] = [
            toy._action("hospital_exemption", "2014-02-01"),
            toy._action("suspension", "2019-03"),
        ]
        therapy["indications"].insert(0, use)

    ds = _changed(tmp_path, change)
    first = ds.first_approval("toymab")
    assert (first.agency, first.pathway) == ("AEMPS", "hospital_exemption")
    assert ds.indications["toymab.aemps.melanoma"].status() == "suspended"
    assert _answers(ds.standing("AEMPS", on="2019-03-31")) == {"toymab": "no"}
    assert ds.first_approval("toymab", by="FDA").pathway == "accelerated"  # of the use of that day


def test_lags(world):
    (row,) = world.lags("FDA", "EMA").rows()  # otherab has no American date
    assert (row["therapy"], row["days"]) == ("toymab", 104)
    (row,) = world.lags("EMA", "FDA").rows()
    assert row["days"] == -104


def test_a_month_gives_no_days(tmp_path):
    files = toy.records()
    therapy = files["therapies/toymab.json"]
    therapy["products"].append(
        {**therapy["products"][0], "agency": "EMA", "first_approval": "2016-03"}
    )
    (row,) = coley.load(toy.write(tmp_path, files)).lags("FDA", "EMA").rows()
    assert row["days"] is None


@pytest.mark.parametrize(
    ("agency", "keywords", "expected"),
    [
        ("EMA", {}, ("yes", "yes")),
        ("EMA", {"on": "2015-09-01"}, ("yes", "no")),
        ("EMA", {"on": "2019-04-30"}, ("yes", "no")),
        ("EMA", {"on": "2019-05-30"}, ("yes", "unknown")),  # licensed on some day of May
        ("EMA", {"on": "2019-05-31"}, ("yes", "yes")),
        ("EMA", {"disease": "melanoma", "on": "2015-08-31"}, ("no", "no")),
        ("EMA", {"disease": "lung cancer", "on": "2018-01-01"}, ("unknown", "no")),
        ("EMA", {"disease": "lung cancer"}, ("yes", "unknown")),
        ("EMA", {"disease": "breast cancer"}, ("unknown", "unknown")),  # Europe is not followed
        ("FDA", {"disease": "lung cancer"}, ("no", "unknown")),  # withdrawn
        ("FDA", {"disease": "breast cancer"}, ("no", "unknown")),  # followed, and never told of
        ("FDA", {"disease": "breast cancer", "on": "2020-12-31"}, ("no", "unknown")),
        ("FDA", {"disease": "breast cancer", "on": "2021-01-01"}, ("unknown", "unknown")),
        ("FDA", {}, ("yes", "unknown")),
        ("TGA", {}, ("unknown", "unknown")),
    ],
)
def test_standing(world, agency, keywords, expected):
    answers = _answers(world.standing(agency, **keywords))
    assert (answers["toymab"], answers["otherab"]) == expected


def _changed(tmp_path, change):
    files = toy.records()
    change(files["therapies/toymab.json"])
    return coley.load(toy.write(tmp_path, files))


def test_a_licence_is_older_than_the_document_that_tells_of_its_uses(tmp_path):
    def change(therapy):
        therapy["products"].append(
            {**therapy["products"][0], "agency": "EMA", "first_approval": "2015-09-01"}
        )
        use = dict(therapy["indications"][0], id="toymab.ema.melanoma", agency="EMA")
        use["actions"] = [toy._action("authorisation", "2020-08-22", date_kind="reference")]
        therapy["indications"].append(use)
        therapy["indications"].sort(key=lambda each: each["id"])

    ds = _changed(tmp_path, change)
    (row,) = ds.standing("EMA", on="2016-01-01").rows()
    assert (row["answer"], str(row["since"]), row["indications"]) == ("yes", "2015-09-01", ())
    assert _answers(ds.standing("EMA", on="2015-08-31")) == {"toymab": "no"}
    assert _answers(ds.standing("EMA", disease="melanoma", on="2016-01-01")) == {
        "toymab": "unknown"
    }


def test_an_end_that_is_only_told_of_may_be_older(tmp_path):
    def change(therapy):
        use = dict(therapy["indications"][0], id="toymab.ema.melanoma", agency="EMA")
        use["actions"] = [
            toy._action("approval", "2013-09-06"),
            toy._action("withdrawal", "2020-08-22", date_kind="reference"),
        ]
        therapy["indications"].append(use)
        therapy["indications"].sort(key=lambda each: each["id"])
        therapy["products"].append(
            {**therapy["products"][0], "agency": "EMA", "first_approval": "2013-09-06"}
        )

    ds = _changed(tmp_path, change)
    days = {"2013-09-05": "no", "2013-09-06": "unknown", "2019-01-01": "unknown"}
    days |= {"2020-08-22": "no", None: "no"}  # refused or withdrawn needs no news
    found = {day: _answers(ds.standing("EMA", on=day))["toymab"] for day in days}
    assert found == days


def test_an_announcement_is_a_first_approval_and_says_so(tmp_path):
    def change(therapy):
        product = {**therapy["products"][0], "agency": "NMPA", "first_approval": "2021-12-21"}
        therapy["products"].append({**product, "date_kind": "announcement"})
        old = {**product, "agency": "MoH Russia", "first_approval": "2006-07-28"}
        therapy["products"].append({**old, "date_kind": "re_registration"})

    ds = _changed(tmp_path, change)
    first = ds.first_approval("toymab", by="NMPA")
    assert (first.date_kind, first.tier) == ("announcement", "regulator")
    assert ds.first_approval("toymab", by="MoH Russia") is None  # the licence is older than that
    assert _answers(ds.standing("NMPA", on="2021-12-20")) == {"toymab": "unknown"}
    assert _answers(ds.standing("NMPA", on="2021-12-21")) == {"toymab": "yes"}
    rows = ds.first_approvals().rows()
    assert [(row["agency"], str(row["date"]), row["date_kind"]) for row in rows] == [
        ("FDA", "2015-05-20", "decision"),
        ("NMPA", "2021-12-21", "announcement"),
    ]


@pytest.mark.parametrize(
    ("currency", "disease", "expected"),
    [
        ({}, "breast-cancer", "no"),
        ({"covers": "products"}, "breast-cancer", "unknown"),
        ({"leaves_out": ["car_t_cell"]}, "breast-cancer", "no"),
        ({"leaves_out": ["monoclonal_antibody"]}, "breast-cancer", "unknown"),
        ({"leaves_out": ["monoclonal_antibody"]}, "melanoma", "yes"),
    ],
)
def test_a_no_needs_a_list_that_would_tell(tmp_path, currency, disease, expected):
    files = toy.records()
    files["dataset.json"]["current_through"][0].update(currency)
    files["diseases/breast-cancer.json"] = toy._term(
        "breast-cancer", "breast cancer", parents=["cancer"], xrefs=["MONDO:0007254"]
    )
    ds = coley.load(toy.write(tmp_path, files))
    assert _answers(ds.standing("FDA", disease=disease)) == {"toymab": expected}


@pytest.mark.parametrize(
    ("complete", "on", "expected"),
    [
        ([], "2020-12-31", "unknown"),
        (["car_t_cell"], "2020-12-31", "unknown"),
        (["monoclonal_antibody"], "2020-12-31", "no"),
        (["monoclonal_antibody"], None, "no"),
        (["monoclonal_antibody"], "2021-01-01", "unknown"),
    ],
)
def test_absence_from_a_complete_list_is_a_no(tmp_path, complete, on, expected):
    files = toy.records()
    files["dataset.json"]["current_through"].append(
        {"agency": "EMA", "through": "2020-12-31", "complete": complete}
    )
    ds = coley.load(toy.write(tmp_path, files))
    assert _answers(ds.standing("EMA", on=on)) == {"toymab": expected}
    assert _answers(ds.standing("EMA", disease="melanoma", on=on)) == {"toymab": expected}


def test_an_authorisation_of_unknown_footing_is_an_approval(world):
    use = world.indications["toymab.ema.nsclc"]
    assert use.status() == "approved"
    assert use.pathway() == "unspecified"


def test_approved_in_europe_and_not_in_america(world):
    rows = world.agency_diff("EMA", "FDA", disease="lung cancer").rows()
    assert [
        (row["therapy"], row["first"], row["second"], row["first_indications"]) for row in rows
    ] == [("toymab", "yes", "no", ("toymab.ema.nsclc",))]
    assert world.agency_diff("EMA", "EMA").rows() == []


def test_the_past(world):
    then = world.as_of("2016-01-01")
    assert _answers(then.standing("EMA")) == {"toymab": "yes"}
    assert {i.agency.value for i in then.indications} == {"FDA", "EMA"}


def test_bad_questions(world):
    with pytest.raises(VocabularyError, match="'EMA'"):
        world.standing("Europe")
    with pytest.raises(VocabularyError):
        world.lags("FDA", "Mars")
    with pytest.raises(UnknownIdError):
        world.standing("EMA", disease="no such disease")
    with pytest.raises(ArgumentError):
        world.agency_diff("EMA", "FDA", on="soon")
    with pytest.raises(coley.UnknownNameError):
        world.first_approval("nosuchmab")


def test_the_shipped_world(ds):
    assert {"FDA", "EMA"} <= {agency.value for agency in ds.current_through}
    lags = {row["therapy"]: row["days"] for row in ds.lags("FDA", "EMA").rows()}
    assert lags["tebentafusp"] == 66
    assert lags["dostarlimab"] < 0  # Europe came first
    assert _answers(ds.standing("TGA", disease="lymphoma"))["nivolumab"] == "unknown"
    europe = _answers(ds.standing("EMA"))
    assert (europe["lifileucel"], europe["sipuleucel-t"], europe["bcg"]) == ("no", "no", "unknown")
