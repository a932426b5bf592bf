import pytest
import toy

import coley


@pytest.fixture(scope="session")
def toy_dataset(tmp_path_factory):
    """The toy dataset, loaded."""
    return coley.load(toy.write(tmp_path_factory.mktemp("toy"), toy.records()))


@pytest.fixture(scope="session")
def ds():
    """The shipped dataset."""
    return coley.load()
