"""What the columns of plotted tables mean: a readable name, a unit and a sentence for each.

The names in a CSV are those of the measures and stay the same from edition to edition; the file
NAME.json beside it explains them. A name that means something else in one figure has a line of its
own, `FIGURE.name`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

# name | readable name | unit (may be empty) | meaning
MEANINGS = """
CN | China | share (0 to 1) | Share of Chinese publishers
US | United States | share (0 to 1) | Share of American publishers
CN_ahead | China ahead | rules | Counting rules under which China is ahead for sure
US_ahead | United States ahead | rules | Counting rules under which the United States is ahead for sure
CN_hangs | China, hangs on the unknown | rules | Rules under which China is larger, yet publishers of unknown country could turn it
US_hangs | United States, hangs on the unknown | rules | Rules under which the United States is larger, yet publishers of unknown country could turn it
CN_low | China, lowest | share (0 to 1) | Lowest Chinese share under any rule
CN_median | China, median | share (0 to 1) | Median Chinese share of all rules
CN_high | China, highest | share (0 to 1) | Highest Chinese share under any rule
CN_worst_low | China, lowest bound | share (0 to 1) | Lowest Chinese share, if no publisher of unknown country were Chinese
CN_worst_high | China, highest bound | share (0 to 1) | Highest Chinese share, if all publishers of unknown country were Chinese
US_low | United States, lowest | share (0 to 1) | Lowest American share under any rule
US_median | United States, median | share (0 to 1) | Median American share of all rules
US_high | United States, highest | share (0 to 1) | Highest American share under any rule
US_worst_low | United States, lowest bound | share (0 to 1) | Lowest American share, if no publisher of unknown country were American
US_worst_high | United States, highest bound | share (0 to 1) | Highest American share, if all publishers of unknown country were American
gap | gap | percentage points | Chinese share less American share
gap_low | gap, lowest | percentage points | Lowest gap (Chinese share less American share) under any rule
gap_median | gap, median | percentage points | Median gap (Chinese share less American share) of all rules
gap_high | gap, highest | percentage points | Highest gap (Chinese share less American share) under any rule
gap_worst_low | gap, lowest bound | percentage points | Lowest gap, if all publishers of unknown country were American
gap_worst_high | gap, highest bound | percentage points | Highest gap, if all publishers of unknown country were Chinese
03-effects.low | gap, lowest | percentage points | Lowest mean gap (Chinese share less American share) among the options of the choice
03-effects.high | gap, highest | percentage points | Highest mean gap (Chinese share less American share) among the options of the choice
03-effects.share | share of the spread | share (0 to 1) | Part of the spread of the gap between rules that this choice makes
03-effects.field | choice | | The choice of a counting rule that is looked at
above | makers above | makers | The leader's makers whose best model stands above everybody on the other side
access | kind of test | | How the test is made: public or held-out questions, blind votes, or an index over tests
added | added since the first day | models | The value less that of the first day
against | compared with | | The published figure or claim that this one is compared with
ahead | ahead | | The side that is ahead; empty: none
alternative | share, second reading | share (0 to 1) | The share by the second reading of publishers whose country is disputed
authors | publishers | publishers | Number of different publishers
base_region | country of the base | | Country of the publisher of the base model
base_side | country of the base | | Side of the publisher of the base model
behind | side behind | | The side whose best model is lower
behind_high | score behind, upper end | as in unit | Upper end of the published interval of the lower model
behind_low | score behind, lower end | as in unit | Lower end of the published interval of the lower model
behind_rank | rank behind | rank | Place of the lower model on the whole list
behind_score | score behind | as in unit | Score of the best model of the side behind
behind_votes | votes behind | votes | Votes behind the rating of the lower model
benchmark_model | model in the benchmark | | Name of the model in the benchmark table, if it is rated
bursts | short bursts of downloads | | Whether short bursts of downloads are included
category | language of the prompt | | overall: all prompts; english, chinese: prompts in that language
chance | chance by accident | probability (0 to 1) | How probable so uneven a split of the records is if both sides were equally strong
change | change | | What was changed against the headline rule
06-license-drift.change | change of terms | | How the terms of the derivative differ from those of its base
choice | subset of rules | | The counting rules that share this choice
choices | options | options | Number of options that the choice has
claim_id | claim | | Identifier in the table of claims
close | within five points | rules | Rules under which both shares are within five points
closed | closed | systems | Systems that are rated closed
comparison | compared with | | The figure or figures that it can be compared with
confidence | confidence | | How sure the source is of the training compute
confident | confident | models | Models whose training compute is known with confidence
contested | disputed publisher | | The publisher of disputed country whose downloads move the share of the side most
counter | counter | | What is counted: models or downloads
country | country | | Country of the developer, as a two-letter code
dated_by | dated by | | Whether the day is that of a release or of a snapshot of the ranking
day | day | ISO date | Day of the observation
05-frontiers.day | day | ISO date | Day from which the record counts
05-open-frontiers.day | day | ISO date | Day from which the record counts
08-training-compute.day | day | ISO date | Day of the release
08-score-for-compute.day | day | ISO date | Day of the release
days | days | days | Days from the first to the last wave
developer | developer | | Developer as the source names it
dimension | dimension | | Dimension of openness that is rated
downloads | downloads | downloads in 30 days | Downloads of the last 30 days
drawn_high | interval, upper end | share (0 to 1) | Upper end of the 95% interval from resampling publishers
drawn_low | interval, lower end | share (0 to 1) | Lower end of the 95% interval from resampling publishers
easy | too easy | | Why agreement says little (a year, a whole number); empty: it does not
end | end | ISO date | Last day of the event; empty for a single day
event_id | event | | Identifier in the table of events
expected | expected agreement | | How close the numbers should be: digit, order of size, or direction
family | base family | | Organization of the base model, or all
few | too few | | Sides with too few makers to say
field | models compared | | overall: all models; open: models with open weights
figure_id | published figure | | Identifier in the table of published figures
fine_tune | fine-tuned | true or false | Whether it is a fine-tuned version of another maker's model
first_day | first day | ISO date | Day of the first wave
flop | training compute | floating-point operations | Estimated training compute; empty: not known
grade | grade of the source | | How the event is documented
half_year | half-year | ISO date | First day of the half-year of the release
high | upper end | as the value | Upper end of the interval or bound of the value
hub_id | Hub repository | | Repository on the Hugging Face Hub, if there is one
in_eci | part of ECI | | Whether the test is one of those of the Epoch Capabilities Index
kind | kind | | Kind of row: of claim or event
known | known | | Grade of what is known of the training compute
08-disclosure.known | known | share (0 to 1) | Share of the models whose training compute is known
placed | placing | | Region in which the one publisher that moves most is placed
label | label | | Label on the chart
lane | lane | | Row of the chart
last_day | last day | ISO date | Day of the last wave
leader | leader | | The side whose best model is higher
leading_high | leading score, upper end | as in unit | Upper end of the published interval of the leading model
leading_low | leading score, lower end | as in unit | Lower end of the published interval of the leading model
leading_model | leading model | | Best model of the leading side
leading_rank | rank of the leader | rank | Place of the leading model on the whole list
leading_score | leading score | as in unit | Score of the best model of the leading side
leading_votes | votes of the leader | votes | Votes behind the rating of the leading model
least | fewest | models | Models in the smallest wave
left | points above expectation | index points | Score less what compute and release date let one expect; the step between the countries lies half above and half below
level | level of the interval | probability (0 to 1) | Confidence level of the published interval
license | license | | License or class of license
likely | likely | models | Models whose training compute is graded likely
list | data | | The crawl or list that is counted
listed | places listed | places | Places of a list that was not read to its end
low | lower end | as the value | Lower end of the interval or bound of the value
02-over-time.line | list | | all: full catalogues with new releases, existing: models that the first day listed, fixed: models counted daily
maker | maker | | Company that owns the developer
makers | makers of chips | | Whose chips are counted
makers_CN | Chinese makers | makers | Number of Chinese makers in the ranking
makers_US | American makers | makers | Number of American makers in the ranking
makes | makes | | What the models make: video or pictures
measure | measure | | What the published figure measures
median | median | months | Median months until the other side reached a record
middle | middle estimate | H100 equivalents | Chips bought up to the day, median of the source's model
08-chip-stock.low | lower end | H100 equivalents | 5th percentile of the source's model
08-chip-stock.high | upper end | H100 equivalents | 95th percentile of the source's model
missing | not counted | models | Models without a value of the counter
model | model | | Name of the model
model_behind | model behind | | Best model of the side behind
models | models | models | Number of models
02-catalogues.models | models counted | | all: every model of the organizations; existing: those of the first day only
models_CN | Chinese models | models | Number of Chinese models in the ranking
models_US | American models | models | Number of American models in the ranking
months | months | months | Months from the record until the other side reached it, or until the last day
06-new-derivatives.month | month | ISO date | First day of the month in which the derivatives were created
06-new-derivatives.largest | of one account | models | Number of the derivatives that one account made, the account with most
06-new-derivatives.models | derivatives | models | Number of derivatives; one of two bases counts a half on each
06-new-derivatives.share | share | share (0 to 1) | Share of the derivatives of the month
most | most | models | Models in the largest wave
n | number | models | Number of models counted
next_high | second best, upper end | rating points | Upper end of the 95% interval of next_points
next_low | second best, lower end | rating points | Lower end of the 95% interval of next_points
next_model | second best | | Second best model of the leading side, where it is known
next_points | second best, gap | rating points | Rating of the second best less that of the best of the other side
next_verdict | second best, verdict | | What the numbers allow to say without the leading model
now | open record | months | Age of the oldest record that the other side has not reached
now_model | model of the open record | | The model that holds that record
open | still open | records | Records that the other side has not reached; in a row of one record 1 if it is open
04-weights-against-documentation.open | open | systems | Systems that are rated open
open_weights | open weights | true or false | Whether the weights can be downloaded
ours | our value | as in unit | The value that the data here give
own | on the own side | share (0 to 1) | Share of the derivatives that stand on a base of their own side
own_quantized | own quantized versions | models | Quantized versions of a publisher's own models, which are left out
panel | data | | The crawl or list that is counted, by its month
parameters | parameters | billion parameters | Size of the model
part | part | | Part of the report that the claim belongs to
partial | partly open | systems | Systems that are rated partly open
platform | platform | | Platform that was observed
points | gap | as in unit | Score of the leading model less that of the other
00-best-models.low | gap, lower end | as in unit | Lower end of the 95% interval of the gap
00-best-models.high | gap, upper end | as in unit | Upper end of the 95% interval of the gap
precise | precise | true or false | Whether the day is known exactly
publishers | publishers | publishers | Number of different publishers
quarter | quarter | | Quarter of the year
05-reported.benchmark | test | | Name of the test
05-reported.value | reported score | percent | Score as it was entered, in percent
05-reported.group | class of the entry | | verified: by the Hub; maker: cites a card and is accepted by the maker; transcribed: cites a card in a proposal that the maker has not accepted; unknown: cites something other or nothing
05-reported.source_kind | what it cites | | A model or system card, something other, or none
05-reported.tools | tools | | Whether the model was allowed tools, by the notes of the entry
05-reported.effort | reasoning effort | | By the notes of the entry; empty: not stated
05-reported.open_pull_request | proposal | | Whether the entry is a proposal that the maker has not accepted
05-reported.verified | verified | | Whether the Hub marks the score as verified
05-reported.reported_on | reported on | ISO date | Day that the entry gives for the score
05-reported.values | scores of the model | scores | How many entries the model has on the test
05-reported.lowest | lowest score | percent | Lowest reported score of the model
05-reported.highest | highest score | percent | Highest reported score of the model
05-reported.measured | measured score | percent | Score that an independent measurer found, of its best run
05-reported.measured_low | measured score, lower end | percent | Lower end of its 95% interval; empty: no error is published
05-reported.measured_high | measured score, upper end | percent | Upper end of its 95% interval; empty: no error is published
05-reported.measured_by | measured by | | That measurer
05-releases.quarter | quarter | ISO date | First day of the quarter
05-releases.n | models | models | Number of ranked open-weight models whose weights came out in the quarter
rank | rank | rank | Rank in the published ranking
rank_exact | rank as published | true or false | Whether the rank is published; false: counted here
ratio | ratio | ratio | Our value by the published one
reached_by | reached by | | First model of the other side that scored at least as high
reached_on | reached on | ISO date | Day on which it was reached; empty: not yet
read | places read | places | Places of the list that were read, from the top; empty where all were
reading | reading | | How a disputed point is read
records | records | records | Number of records of the side
region | side | | CN: China, US: the United States, other: another country
release_date | release | ISO date | Day of the release
role | role | | What the model is best at
rule | counting rule | | Where the rule differs from the usual one
ruler | benchmark | | The ranking or test whose scores are compared
rules | rules | rules | Number of counting rules
run | run | | Number of the stretch of days without a hole
scale | scale | | Scale of the ranking; scores of two scales cannot be compared
score | score | points of the ranking | Score of the model
selection | selection | | How the models were selected
share | share | share (0 to 1) | Share of the side in the total
02-over-time.share | share | share (0 to 1) | Share of the downloads of the two countries together
02-sizes.share | share | share (0 to 1) | Share of the downloads of the side
00-licenses.high | upper bound | share (0 to 1) | Share if every flagship whose terms are unknown were permissive
side | side | | CN: China, US: the United States, other: another country, unknown: no country known
since_chatgpt | share since ChatGPT | share (0 to 1) | The share among models created since 30 November 2022
size | size class | | Class of size by parameters
source | source | | Identifiers in the table of sources
sources | publishers with the other side's bases | publishers | Publishers of the derivatives that stand on the other side
speculative | speculative | models | Models whose training compute is graded speculative
start | start | ISO date | First day of the event
status | status | | Whether the claim holds
stays | leader stays ahead | probability (0 to 1) | Chance that the leader stays ahead if both sides had as many makers
subject | subject | | The model, publisher or year that is concerned
systems | systems | systems | Number of rated systems
task | task | | Group of tasks
terms | terms | | Permissive or other terms
theme | theme | | Theme of the dimension
through | counted by | | base: the direct base model; root: the first model of its family
title | title | | Title of the event
top_model | largest model | | The model with the largest value
top_value | largest value | downloads in 30 days | Value of the largest model
unit | unit | | Unit of the scores
universe | models counted | | all: all models; language: language models; tracked: those on ATOM's list
until | until | ISO date | Last day of the observation
value | downloads | downloads in 30 days | Downloads of the last 30 days
06-descendants.value | derivatives | models | Models that were built on the base models of the side
09-claims.value | value | as in unit | The value that the data give
10-ledger.value | published value | as in unit | The value as it was published
variant | variant | | Variant of the model as the source names it
05-prompt-languages.low | gap, lower end | rating points | Lower end of the 95% interval of the gap
05-prompt-languages.high | gap, upper end | rating points | Upper end of the 95% interval of the gap
05-prompt-languages.points | gap | rating points | Rating of the leading model less that of the other
verdict | verdict | | What the numbers allow to say
version_date | version | ISO date | Day of the version that is rated
view | weighted by | | Whether each model or each download counts once
waves | waves | crawls | Number of crawls
weight | weight | as in view | Number of models or downloads
weights | weights | | All models, those with open or those with closed weights
weights_date | weights published | ISO date | Day on which the weights could be downloaded
what | what | | Observed, or a hole in time
when | when | | Then (July 2024) or now
why | why | | Why the two cannot be equal
without | share without the largest model | share (0 to 1) | The share of the side without its largest model
year | year | year | Year of the release
02-vintage.year | year | year | Year in which the repository was created
02-largest.year | year | year | Year in which the repository was created
02-largest.value | downloads | downloads in 30 days | Downloads of the last 30 days
age_years | age | years | Age of the middle download
sets | sets records | | Whether the side sets clearly more records
model_id | model | | Repository of the model on the Hub
publisher | publisher | | The group that publishes the model
license_tag | license | | License tag of the repository; other tags by their text where it is known
counter | counter | | downloads: requests on the Hugging Face Hub; pulls: of the Ollama library; tokens: through OpenRouter
11-counters.month | month | ISO date | First day of the month
11-counters.day | last day | ISO date | Last day of the month that was observed
11-counters.piece | list | | Number of the list that is counted; two lists are no line
11-counters.n | models | models | Number of models with any count
11-counters.share | share | share (0 to 1) | Share of everything that the counter counts in the month
11-counters.high | upper bound | share (0 to 1) | Share with every unknown maker and every unnamed model
11-pulls.start | from | ISO date | Day whose count is subtracted
11-pulls.end | to | ISO date | Day whose count is taken
11-pulls.value | pulls a day | pulls a day | Mean gain a day of all names between the two days
11-pulls.cleaned | pulls a day without jumps and sweeps | pulls a day | The same without gains in listed jumps, and each name less the gain of names that hardly anybody asks for
11-tokens.reading | models counted | | all: all models; open-weight: those whose weights could be downloaded by the end of the month
11-tokens.month | month | ISO date | First day of the month
11-tokens.day | last day | ISO date | Last day of the month that was observed
11-tokens.n | models | models | Number of models with any tokens
11-tokens.share | share | share (0 to 1) | Least share that the openness of models allows
11-tokens.high | upper bound | share (0 to 1) | Share with every unknown maker, every unnamed model and every model of unknown openness
12-labs.lab | lab | | Organization as the Hub names it
12-labs.then | listed on the earlier day | models | Models of the lab on the earlier list
12-labs.later | listed on the later day | models | Models of the lab on the later list
12-labs.new | created since | models | Models on the later list that were created after the earlier one
12-labs.models | on both lists | models | Models of the lab that both lists hold
12-labs.before | downloads on the earlier day | downloads in 30 days | Downloads of these models on the earlier list
12-labs.now | downloads on the later day | downloads in 30 days | Downloads of the same models on the later list
12-labs.change | change | share (1 is all) | Downloads on the later day by those on the earlier, less 1
created | half created before | ISO date | Day before which half of the downloaded models were created
"""
PARTS = ("label", "unit", "meaning")


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    rows = ([part.strip() for part in line.split("|")] for line in MEANINGS.strip().splitlines())
    return {name: tuple(said) for name, *said in rows}


def explained(figure: str, names: Iterable[str]) -> list[dict[str, str]]:
    """For each column of a figure its name, label, unit and meaning; empty ones if none is known."""
    known = _meanings()
    return [
        {"name": name, **dict(zip(PARTS, said, strict=True))}
        for name in map(str, names)
        for said in [known.get(f"{figure}.{name}") or known.get(name) or (name, "", "")]
    ]
