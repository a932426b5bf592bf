"""The graph of the records, and the account of a therapy made from them."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

import coley

# --- the graph ----------------------------------------------------------------------------------


def _edges(dataset):
    return {(e["source"], e["relation"], e["target"]) for e in dataset.graph().edges.rows()}


def test_the_toy_graph(toy_dataset):
    assert {
        ("therapy:toymab", "works_by", "mechanism:pd-1-blockade"),
        ("mechanism:pd-1-blockade", "is_a", "mechanism:checkpoint-blockade"),
        ("mechanism:pd-1-blockade", "acts_on", "target:pdcd1"),
        ("therapy:toymab", "approved_for", "disease:melanoma"),
        ("therapy:toymab", "can_cause", "event:hypophysitis"),
        ("event:hypophysitis", "is_a", "event:endocrinopathy"),
        ("biomarker:pd-l1-tps", "predicts_more_benefit", "mechanism:pd-1-blockade"),
        ("resistance:b2m-loss", "defeats", "mechanism:pd-1-blockade"),
        ("rationale:pd-1-chemotherapy", "combines", "partner:chemotherapy"),
        ("programme:tomorrowmab", "acts_on", "target:pdcd1"),
    } <= _edges(toy_dataset)
    assert ("therapy:toymab", "approved_for", "disease:nsclc") not in _edges(toy_dataset)


def test_the_graph_of_a_day(toy_dataset):
    then = _edges(toy_dataset.as_of("2018-01-01"))
    assert ("therapy:toymab", "approved_for", "disease:nsclc") in then  # withdrawn in 2019
    assert ("therapy:toymab", "selected_by", "biomarker:pd-l1-tps") in then
    assert ("therapy:toymab", "given_with", "partner:cisplatin") in then


@pytest.mark.parametrize("which", ["toy_dataset", "ds"])
def test_every_edge_joins_nodes_and_rests_on_a_claim(request, which):
    dataset = request.getfixturevalue(which)
    graph = dataset.graph()
    nodes = [row["node"] for row in graph.nodes.rows()]
    assert len(nodes) == len(set(nodes))
    known = set(nodes)
    for edge in graph.edges.rows():
        assert {edge["source"], edge["target"]} <= known
        assert dataset.why(edge["claim"]).evidence
    rows = [tuple(edge.values()) for edge in graph.edges.rows()]
    assert len(rows) == len(set(rows))
    network = graph.to_networkx()
    assert network.number_of_nodes() == len(graph.nodes)
    assert network.number_of_edges() == len(
        {(e["source"], e["target"], e["relation"], e["claim"]) for e in graph.edges.rows()}
    )
    assert str(len(graph.edges)) in repr(graph)


def test_a_path_from_drug_to_cell(ds):
    import networkx as nx

    network = ds.graph().to_networkx()
    path = nx.shortest_path(network, "therapy:pembrolizumab", "target:pdcd1")
    assert path == ["therapy:pembrolizumab", "mechanism:pd-1-blockade", "target:pdcd1"]


def test_without_networkx_it_says_what_to_install():
    script = (
        "import sys; sys.modules['networkx'] = None\n"
        "import coley\n"
        "try:\n"
        "    coley.load().graph().to_networkx()\n"
        "except coley.MissingExtraError as error:\n"
        "    assert 'coley[graph]' in str(error)\n"
        "else:\n"
        "    raise SystemExit('no error')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


# --- the account --------------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_every_sentence_has_a_record_and_a_source(ds):
    for therapy in ds.therapies:
        account = ds.explain(therapy.id)
        numbers = {source.id for source in account.sources}
        assert len(numbers) == len(account.sources)
        for section in account.sections:
            assert section.sentences
            for sentence in section.sentences:
                assert sentence.citations, (therapy.id, sentence.text)
                assert {citation.source for citation in sentence.citations} <= numbers
                for claim in sentence.claims:
                    ds.why(claim)
                assert not re.search(r"\bNone\b[,.;:)]", sentence.text)
                assert "_" not in sentence.text, sentence.text


def test_it_comes_as_text_markdown_and_html(toy_dataset):
    account = toy_dataset.explain("Toytruda")
    text = str(account)
    assert (
        "toymab: monoclonal antibody; type of immunotherapy: immune checkpoint inhibitor. [1]"
        in text
    )
    assert "T cells keep killing" in text
    assert "Withdrawn: First-line NSCLC (2019-03-01). [1]" in text
    assert "loss of B2M (acquired): T cells no longer see the tumour. [1]" in text
    assert "For it: They lived longer." in text
    assert "Against it: Mice did not." in text
    assert "[1] A notice. FDA, 2015-06-01. https://www.fda.gov/notice" in text
    markdown = account.to_markdown()
    assert markdown.startswith("# toymab\n")
    assert "## How it works" in markdown
    tags = _Tags()
    tags.feed(account.to_html())
    assert not tags.open
    assert "Warnings: hypophysitis." in tags.text
    assert account._repr_html_() == account.to_html()


def test_the_account_of_a_day_knows_no_later_news(toy_dataset):
    then = str(toy_dataset.as_of("2017-01-01").explain("toymab"))
    assert "FDA: approved for 2 uses" in then
    assert "Withdrawn" not in then


def test_an_unknown_name(toy_dataset):
    with pytest.raises(coley.UnknownNameError):
        toy_dataset.explain("nosuchmab")
