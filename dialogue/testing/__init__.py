"""Conversation tests: what a citizen does, what must follow, and which ways through a script no test has taken.

trials = load_trials("services")                       # raises ScriptErrors with every mistake
outcomes = [run_trial(library, trial) for trial in trials.trials]
coverage(library.script("社保卡挂失"), outcomes).missed
"""

from dialogue.testing.branches import Arm, arms
from dialogue.testing.check import check_trials
from dialogue.testing.coverage import Coverage, coverage
from dialogue.testing.load import load_trials
from dialogue.testing.model import TODAY, Trial, Trials
from dialogue.testing.noise import Noise, replay_noisy
from dialogue.testing.outcome import Exchange, Miss, Outcome
from dialogue.testing.report import describe
from dialogue.testing.run import run_trial

__all__ = [
    "TODAY",
    "Arm",
    "Coverage",
    "Exchange",
    "Miss",
    "Noise",
    "Outcome",
    "Trial",
    "Trials",
    "arms",
    "check_trials",
    "coverage",
    "describe",
    "load_trials",
    "replay_noisy",
    "run_trial",
]
