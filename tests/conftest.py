"""What all tests share."""

import pytest

from hubgap.charts import core


@pytest.fixture(autouse=True)
def look():
    """Charts are drawn in the look of the edition."""
    with core.look():
        yield
