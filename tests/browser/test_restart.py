"""A server that is killed, a connection that is cut, a server that stalls: the page goes on, and no change is lost."""

import re
import signal
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import CUT, Lab
from tests.serving import free_port, start_server


class Restartable:
    """A server that can be killed and started again at its address, or stalled."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = start_server(self.port)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stall(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def restartable() -> Iterator[Restartable]:
    server = Restartable()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def lab(browser: Browser, restartable: Restartable) -> Iterator[Lab]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield Lab(context.new_page(), restartable.address)
    context.close()


def restart(lab: Lab, server: Restartable) -> None:
    server.kill()
    lab.page.wait_for_selector(CUT)
    server.start()
    lab.settle()


def set_epochs(lab: Lab, epochs: int) -> None:
    field = lab.page.locator(".st-key-epochs input")
    field.fill(str(epochs))
    field.press("Enter")


def set_rate(lab: Lab, rate: float) -> None:
    lab.rate.fill(str(rate))
    lab.rate.press("Enter")


def test_after_a_restart_the_first_change_counts(lab: Lab, restartable: Restartable) -> None:
    lab.open("v=1&problem=parabola&lr=0.3")
    lab.page.get_by_text("logarithmic").click()
    expect(lab.page).to_have_url(re.compile("axis=logarithmic"))
    lab.page.get_by_role("button", name="Pin this run").click()
    expect(lab.page.locator('[class*="st-key-chip-"]')).to_have_count(1)
    lab.slider.focus()
    lab.slider.press("PageDown")
    expect(lab.page).to_have_url(re.compile("epoch=20"))
    for epochs in (25, 26):
        restart(lab, restartable)
        set_epochs(lab, epochs)
        expect(lab.page.get_by_text(f"in {epochs} epochs.")).to_be_visible()
        expect(lab.page).to_have_url(re.compile(f"lr=0.3&epochs={epochs}&.*axis=logarithmic.*&epoch=20"))
        lab.expect_everywhere(20)
        expect(lab.page.locator('[class*="st-key-chip-"]')).to_have_count(1)


def test_a_button_and_another_problem_count_too_as_first_changes(lab: Lab, restartable: Restartable) -> None:
    lab.open("v=1&problem=parabola&lr=0.3")
    restart(lab, restartable)
    lab.page.get_by_role("button", name="η = 0.6").click()
    expect(lab.rate).to_have_value("0.6")
    restart(lab, restartable)
    lab.page.get_by_text("2 Valley").click()
    expect(lab.page).to_have_url(re.compile("problem=valley&lr=0.05"))


def assert_it_arrives(lab: Lab, restartable: Restartable, query: str) -> None:
    """A rate that is let go while the server is away becomes the run after it has come back."""
    lab.open(query)
    restartable.kill()
    lab.page.wait_for_selector(CUT)
    set_rate(lab, 0.05)
    restartable.start()
    expect(lab.page).to_have_url(re.compile(r"problem=ravine&lr=0\.05&"))
    expect(lab.page.locator(".gd-dragging")).to_have_count(0)


def test_what_was_let_go_while_the_server_was_away_arrives(lab: Lab, restartable: Restartable) -> None:
    assert_it_arrives(lab, restartable, "v=1&problem=ravine")
    assert lab.page.evaluate("history.length") == 3  # the empty page, the link, and one entry for the change


def test_so_it_does_where_the_first_run_takes_long_and_shows_stop(lab: Lab, restartable: Restartable) -> None:
    """Then the page can be changed before the new session knows the instrument."""
    assert_it_arrives(lab, restartable, "v=1&problem=ravine&rule=adam&epochs=100000")


def test_a_stalled_server_loses_nothing_and_does_nothing_twice(lab: Lab, restartable: Restartable) -> None:
    lab.open("v=1&problem=parabola")
    restartable.stall()
    set_epochs(lab, 25)
    set_rate(lab, 0.3)
    lab.page.get_by_role("button", name="Pin this run").click()
    restartable.go_on()
    expect(lab.page).to_have_url(re.compile("lr=0.3&epochs=25&.*pin="))
    lab.settle()
    expect(lab.page.locator('[class*="st-key-chip-"]')).to_have_count(1)
