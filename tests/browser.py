"""Headless Chromium for the tests of what a browser shows; without it they are skipped."""

import json
import shutil
from base64 import b64decode
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--window-size=1200,900"
)


def programs():
    """Where the browser and its driver are; None where one is missing."""
    found = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    return found if all(found) else None


@contextmanager
def chromium(*more_flags):
    """A driver whose console and network logs can be read."""
    if not (found := programs()):
        pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
    browser, program = found
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in [*FLAGS.split(), *more_flags, f"--user-data-dir={profile}"]:
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(program))
        try:
            driver.get("about:blank")  # away from the browser's own first page and its requests
            for log in "performance", "browser":
                driver.get_log(log)
            yield driver
        finally:
            driver.quit()


def requests(driver):
    """The addresses that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def paper(driver, **options):
    """The page as a PDF. On a crowded machine Chromium may say that printing failed: once more."""
    print_ = "Page.printToPDF", options
    try:
        answer = driver.execute_cdp_cmd(*print_)
    except WebDriverException as error:
        if "Printing failed" not in str(error):
            raise
        answer = driver.execute_cdp_cmd(*print_)
    return b64decode(answer["data"])
