"""The page, from top to bottom: link → controls → run → charts → details.

What it shows is computed in the other folders of gd/; its parts are in gd/page/; this script puts them together.
"""

import os
from functools import partial
from pathlib import Path

# One thread for each visitor's matrices, set before NumPy is loaded: a pool of threads for each, on as many cores as
# all share, makes them wait for one another. On two cores line search over 200 weights takes 30 times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st

from gd.experiments.scenarios import FUNCTION
from gd.page import lesson, pins, result
from gd.page.connection import connection
from gd.page.controls import current_settings
from gd.page.details import details
from gd.page.formula import formula_field
from gd.page.hide import hiding
from gd.page.instrument import catch_up, instrument
from gd.page.link import link_to, open_link, tell_refused, write_link
from gd.page.look import hidden_here
from gd.page.markdown import escaped
from gd.page.memory import settle
from gd.page.pictures import pictures
from gd.page.problems import problems
from gd.page.promise import compare, fingerprint_of
from gd.page.question import VERDICT_LATER, open_question, waits
from gd.page.run import run_or_stop
from gd.page.session import session
from gd.page.share import project, share
from gd.page.sidebar import first_words, sidebar
from gd.page.take_away import take_away, without_formulas
from gd.page.uploads import take_file
from gd.page.watch import Watch

watching = Watch()

# --- the link is the run --------------------------------------------------------------------------------------------

open_link()
take_file()
catch_up()

st.set_page_config("gd: a laboratory for gradient descent", page_icon="📉", layout="wide")
st.html(Path(__file__).parent / "gd" / "page" / "page.css")
connection()
if style := hiding(hidden_here()):
    st.html(style)

# --- the controls ---------------------------------------------------------------------------------------------------

about_the_table = sidebar()
first_words()
in_share = problems()
problem = st.session_state.problem
bench = session().workbench(problem)

with st.container(key="lesson", gap="small"):
    field = formula_field() if problem == FUNCTION else None
    if not open_question(problem):
        lesson.show(problem, pins.pin_four_rates, pins.pin_run, pins.pin_this_run, comparing=field)
in_bar = st.container(key="bar")

try:
    settings = current_settings()
except ValueError as error:
    st.error(escaped(str(error)))
    st.stop()

link, left_out = link_to(settings)
write_link(link)
if in_share.open:
    with in_share:
        share(settings, link, left_out, fingerprint_of(bench.finished(settings)))
project()

# --- the run --------------------------------------------------------------------------------------------------------

# Optional elements have fixed containers, so that the charts below keep their position and aren't created again.
with st.container(key="screen"):
    messages, progress = (st.container(key=key) for key in ("told", "progress"))
    left, right = st.columns([9, 4] if settings.plain and problem != FUNCTION else [3, 2])
    summary, formula = left.container(key="summary"), right.container(key="formula")
    in_chips = st.container(key="chips", horizontal=True, vertical_alignment="center")
    first = st.container(key="views")

tell_refused(messages)

pinned = pins.shown_pins(settings)
bench.keep_only({settings, *(pin.settings for pin in pinned.values())})
watching.show_in(progress.empty())
experiment, run = run_or_stop(settings, bench, messages, watching)
analysis = experiment.analysis
compare(experiment, run, messages)

with about_the_table:
    result.notes_on_table(experiment, bench)
if waits(problem):  # a pinned run could be the answer, and the verdict may give it away
    pinned = {}
    summary.caption(VERDICT_LATER)
else:
    with in_chips:
        pins.chips(settings)
    with summary:
        result.summary(experiment, analysis, bench)
with formula:
    result.formulas(experiment)

# --- the pictures ---------------------------------------------------------------------------------------------------

drawn, view = pictures(experiment, run, pins.run_pins(pinned, bench, messages, watching), first)
with in_bar:
    instrument(experiment, analysis, drawn, view)

# --- the details ----------------------------------------------------------------------------------------------------

kept_back = waits(problem) or "verdict" in session().hidden
told = None if kept_back else partial(result.told, experiment, analysis, bench)
details(experiment, analysis, bench, partial(take_away, experiment, run, bench, told))
without_formulas([*experiment.problem.names, *pinned])
watching.end()
settle()
