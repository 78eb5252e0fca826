"""One-time tokens: one picture, some attempts, ten minutes, and no longer than the question is asked."""

from __future__ import annotations

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.pictures.grants import EXPIRES_S, MOST, TRIES, Grant, UploadGrants
from kiosk.pictures.picture import Picture


class Receiver:
    def picture_opened(self, grant: Grant) -> None: ...

    def picture_came(self, grant: Grant, picture: Picture) -> bool:
        return True

    def picture_failed(self, grant: Grant, why: object) -> None: ...


def _open(grants: UploadGrants, now: float = 0.0) -> Grant:
    return grants.open("phone", "photo", "照片", "slot:照片", Receiver(), now)


def test_a_token_is_long_random_and_not_shown() -> None:
    grants = UploadGrants()
    tokens = {_open(grants).token for _ in range(200)}
    assert len(tokens) == 200
    assert min(map(len, tokens)) >= 32
    grant = _open(grants)
    assert grant.token not in repr(grant)


def test_it_takes_one_picture() -> None:
    grants = UploadGrants()
    grant = _open(grants)
    assert grants.find(grant.token, 1) is grant
    assert grants.begin(grant)
    assert not grants.begin(grant)  # another one of the same at the same time
    grants.done(grant, taken=True)
    assert grants.find(grant.token, 1) is None
    assert not grants.begin(grant)


def test_a_failed_attempt_may_be_repeated_a_few_times() -> None:
    grants = UploadGrants()
    grant = _open(grants)
    for _ in range(TRIES - 1):
        assert grants.begin(grant)
        grants.done(grant, taken=False)
    assert grants.find(grant.token, 1) is grant
    grants.begin(grant)
    grants.done(grant, taken=False)
    assert grants.find(grant.token, 1) is None


def test_it_expires_and_is_closed_with_its_question() -> None:
    grants = UploadGrants()
    grant = _open(grants)
    assert grants.find(grant.token, EXPIRES_S - 0.1) is grant
    assert grants.find(grant.token, EXPIRES_S) is None
    other = _open(grants)
    grants.begin(other)
    grants.close(other)  # while its upload is under way
    grants.done(other, taken=True)
    assert grants.find(other.token, 1) is None
    assert not grants.usable(other, 1)


def test_open_grants_are_bounded() -> None:
    grants = UploadGrants()
    first = _open(grants)
    for _ in range(MOST):
        _open(grants)
    assert len(grants) == MOST
    assert grants.find(first.token, 1) is None
    _open(grants, EXPIRES_S + 1)
    assert len(grants) == 1


class AnyUse(RuleBasedStateMachine):
    """However uploads come, fail and end: a grant gives at most one picture."""

    def __init__(self) -> None:
        super().__init__()
        self.grants, self.now = UploadGrants(), 0.0
        self.grant = _open(self.grants)
        self.busy, self.taken = False, 0

    @rule()
    def begin(self) -> None:
        if (found := self.grants.find(self.grant.token, self.now)) and self.grants.begin(found):
            assert not self.busy
            self.busy = True

    @rule()
    def take(self) -> None:
        if self.busy:
            self.taken += self.grants.usable(self.grant, self.now)
            self.grants.done(self.grant, taken=self.grants.usable(self.grant, self.now))
            self.busy = False

    @rule()
    def fail(self) -> None:
        if self.busy:
            self.grants.done(self.grant, taken=False)
            self.busy = False

    @rule()
    def wait(self) -> None:
        self.now += EXPIRES_S / 3

    @invariant()
    def at_most_one(self) -> None:
        assert self.taken <= 1
        assert not (self.taken and self.grants.find(self.grant.token, self.now))


TestAnyUse = AnyUse.TestCase
