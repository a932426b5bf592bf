"""The same answers from Spark, in a local session on Java 17."""

import os
import shutil
import sys

import polars as pl
import pytest
from engines import polars_frame
from test_match_cohort import COLUMNS, DS, ON, PEOPLE, one_by_one

from coley.frames import annotate, flatten, match_cohort

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")


@pytest.fixture(scope="module")
def spark():
    """A local session with one worker."""
    pyspark_sql = pytest.importorskip("pyspark.sql")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = sys.executable  # not whatever python3 is on the path
    session = (
        pyspark_sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def to_spark(spark, frame):
    kinds = {pl.String: "string", pl.Float64: "double", pl.Boolean: "boolean", pl.Int64: "long"}
    schema = ", ".join(f"`{name}` {kinds[dtype]}" for name, dtype in frame.schema.items())
    return spark.createDataFrame(frame.rows(), schema)


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_answers_of_the_matcher(spark):
    people = PEOPLE[::40]
    chosen = DS.indications.where(disease="skin cancer")
    told = flatten(people, DS, indications=chosen, on=ON)
    rows = [{"patient": i, **row} for i, row in enumerate(told)]
    native = to_spark(spark, polars_frame(rows, COLUMNS))
    found = match_cohort(native, DS, indications=chosen, on=ON)
    assert type(found) is type(native)
    answers = [row.asDict() for row in found.orderBy("patient").collect()]
    for person, row in zip(people, answers, strict=True):
        answers = one_by_one(person).items()
        expected = {name: answer for name, answer in answers if name in row}
        assert len(expected) > 10
        assert {name: row[name] for name in expected} == expected


@pytest.mark.filterwarnings("ignore")
def test_spark_annotates(spark):
    native = spark.createDataFrame(
        [(1, "KEYTRUDA 200 mg"), (2, "nivo/ipi"), (3, None)], "n long, drug string"
    )
    found = annotate(native, DS, "drug").orderBy("n").collect()
    assert [row["drug_therapies"] for row in found] == [
        "pembrolizumab",
        "nivolumab|ipilimumab",
        None,
    ]
