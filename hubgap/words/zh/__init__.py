"""Chinese in simplified characters: `text` holds numbers and dates, `grammar` what all topics share.

Page 00 is told in two languages. A function of words/en/ that it asks has a twin of the same name here:
a natural sentence from the same verdict with the same numbers, in the terms of the table `glossary_zh`.
tests/test_chinese.py holds them to each other, and names a letter that the font lacks (third_party/
README.md says how to add it). Another page needs its words here, its number in `exhibits.TRANSLATED`
and its notebook, with the same cell ids, in notebooks/zh/. `site` is what the frame of the site says.
"""
