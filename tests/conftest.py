"""What all tests share."""

import pytest

from hubgap.charts import core

SLOW = {
    *("test_site", "test_refresh", "test_altered", "test_equal", "test_data", "test_boards"),
    *("test_editions", "test_lookup", "test_faults", "test_census", "test_flip", "test_sizes"),
}


def pytest_collection_modifyitems(items):
    """The slow files first, so that no worker is left with one of them at the end."""
    items.sort(key=lambda item: item.path.stem not in SLOW)


@pytest.fixture(autouse=True)
def look():
    """Charts are drawn in the look of the edition."""
    with core.look():
        yield
