"""Conversation tests: a citizen's actions, the expected results, and the branch outcomes that no test covers.

found = load_conversation_tests("services")            # raises ScriptErrors with every mistake
outcomes = [run_conversation_test(library, test) for test in found.tests]
coverage(library.script("社保卡挂失"), outcomes).missed
"""

from dialogue.testing.branches import BranchOutcome, branch_outcomes
from dialogue.testing.check import check_conversation_tests
from dialogue.testing.coverage import Coverage, coverage
from dialogue.testing.load import load_conversation_tests
from dialogue.testing.model import TODAY, ConversationTest, ConversationTests
from dialogue.testing.noise import Noise, replay_noisy
from dialogue.testing.outcome import Exchange, Mismatch, Outcome
from dialogue.testing.report import describe
from dialogue.testing.run import run_conversation_test

__all__ = [
    "TODAY",
    "BranchOutcome",
    "ConversationTest",
    "ConversationTests",
    "Coverage",
    "Exchange",
    "Mismatch",
    "Noise",
    "Outcome",
    "branch_outcomes",
    "check_conversation_tests",
    "coverage",
    "describe",
    "load_conversation_tests",
    "replay_noisy",
    "run_conversation_test",
]
