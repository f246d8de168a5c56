"""What is shown: one module a notebook, one short function a figure, sentence or table."""

PAGES = {  # notebook -> its module here, in the order of reading
    "00": "start",
    "01": "observed",
    "02": "downloads",
    "03": "headlines",
    "04": "licenses",
    "05": "benchmarks",
    "06": "lineage",
    "07": "video",
    "08": "compute",
    "09": "claims",
    "10": "ledger",
    "11": "usage",
    "12": "today",
}
TRANSLATED = {"zh": ("00",)}  # pages that have words in another language
