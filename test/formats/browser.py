#!/usr/bin/python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens an HTML report in headless Chromium and uses it as a person does.

usage: browser.py HTML JSON PICTURE

JSON is the JSON report of the same run; PICTURE.png, PICTURE-finding.png and
PICTURE-dark.png are made. Prints a line for each fault; the exit code is 1 if
there is one. Debian's python3 runs it: python3-selenium is not elsewhere.
"""
import json
import pathlib
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

FAULTS = []


def expect(what, found, wanted):
    """Notes a fault if two values differ."""
    if found != wanted:
        FAULTS.append(f"{what}: {found!r} is not {wanted!r}")


def sentence(message):
    """What a message is compared by: capital and full stop do not count."""
    return message.replace("] (", "](").rstrip(".").lower()


def open_browser(is_dark=False):
    """Returns a browser that has no network."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage", "--window-size=1500,950",
                     "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(argument)
    if is_dark:
        options.add_argument("--force-dark-mode")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"),
                            options=options)


class Page:
    """The report in a browser."""

    def __init__(self, browser):
        self.browser = browser

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.one(selector).get_attribute("textContent").strip()

    def shown(self):
        """How many findings the list says it shows."""
        return int(self.text("#shown").split()[0].replace(",", ""))

    def facet(self, title, name):
        """The button of a filter."""
        for section in self.all("#facets section"):
            if section.find_element(By.TAG_NAME, "h2").get_attribute(
                    "textContent") != title:
                continue
            for button in section.find_elements(By.CLASS_NAME, "facet"):
                if button.get_attribute("title") == name:
                    return button
        return None

    def wait(self, what, condition):
        """Waits up to 10 s for what the page does on its own time."""
        for _ in range(200):
            if condition():
                return
            time.sleep(0.05)
        FAULTS.append(f"waited in vain for {what}")


def check_list(page, findings):
    """The list, its filters and its search."""
    expect("findings in the list", page.shown(), len(findings))
    expect("rows drawn at first", len(page.all(".row")),
           min(100, len(findings)))
    if len(findings) > 100:
        page.browser.execute_script(
            "byId('list').scrollTop = byId('list').scrollHeight")
        page.wait("more rows", lambda: len(page.all(".row")) > 100)

    by_check = {}
    for finding in findings:
        by_check.setdefault(finding["check"], []).append(finding)
    for check, its in by_check.items():
        name = check.replace("hangproof-", "", 1)
        page.facet("Check", name).click()
        expect(f"filtered by {name}", page.shown(), len(its))
        page.facet("Check", name).click()
    for confidence in ("high", "medium", "low"):
        its = [f for f in findings if f["confidence"] == confidence]
        if its:
            page.facet("Confidence", confidence).click()
            expect(f"filtered by {confidence}", page.shown(), len(its))
            page.one("#reset").click()
    expect("after the filters", page.shown(), len(findings))
    # Every name of the folder tree, files too, leads to what is below it.
    names = [button.get_attribute("title") for button in page.all(
        "#facets section:last-child .facet")][:12]
    for name in names:
        button = page.facet("Folder", name)
        count = int(button.find_element(By.CLASS_NAME, "count")
                    .get_attribute("textContent").replace(",", ""))
        button.click()
        expect(f"filtered by {name}", page.shown(), count)
        page.one("#reset").click()

    path = findings[-1]["place"]["path"]
    search = page.one("#search")
    search.send_keys(path)
    wanted = sum(all(word in "\n".join(
        (f["message"], f["function"], f["place"]["path"], f["check"],
         f["fingerprint"])).lower() for word in path.lower().split())
        for f in findings)
    page.wait("the search", lambda: page.shown() == wanted)
    search.send_keys(Keys.CONTROL, "a")
    search.send_keys(Keys.DELETE)
    page.wait("the end of the search", lambda: page.shown() == len(findings))


def check_finding(page, finding):
    """One finding in full, opened by a click on its row."""
    expect("message", sentence(page.text("#detail h2")),
           sentence(finding["message"]))
    expect("place", finding["place"]["path"] in page.text("#detail .place")
           or finding["place"]["path"] in page.text("#detail"), True)
    evidence = finding["evidence"]
    steps = page.all("#detail .steps li")
    if evidence:
        # The finding itself is the last step.
        ends_here = evidence[-1]["place"] == finding["place"]
        expect("steps", len(steps), len(evidence) + (not ends_here))
    badges = [badge.get_attribute("textContent")
              for badge in page.all("#code .say .badge")]
    expect("steps in the source", len(badges),
           max(len(page.all("#detail .steps button")), 1))
    expect("ways drawn", len(page.all("#path path")), len(badges) - 1)
    expect("one place is the finding", len(page.all("#code .say .badge.here")),
           1)
    for mark in page.all("#code mark"):
        expect("marked text", mark.get_attribute("textContent") != "", True)
    if len(badges) > 1:
        page.all("#code .say .link:not([disabled])")[-1].click()
        expect("the step that was jumped to", len(page.all(".say.now")), 1)
        steps[0].find_element(By.TAG_NAME, "button").click()
        expect("the first step", page.one(".say.now").get_attribute(
            "data-step"), "1")
    page.one("#detail summary").click()
    expect("the page of the check", page.text(".page h1"), finding["check"])
    expect("its code", len(page.all(".page pre code")) > 0, True)


def check_fix(page, findings):
    """The change that is suggested, line by line."""
    for index, finding in enumerate(findings[:100]):
        if not finding["fixes"]:
            continue
        page.one(f'.row[data-index="{index}"]').click()
        added = "\n".join(line.get_attribute("textContent")
                          for line in page.all("#detail .ln.add .tx"))
        for edit in finding["fixes"]:
            expect(f"'{edit['replacement']}' in the change",
                   edit["replacement"].strip("\n") in added, True)
        for line in page.all("#detail .ln.cut .tx"):
            expect("a changed line", line.get_attribute("textContent") in added,
                   False)
        return


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    address = pathlib.Path(sys.argv[1]).resolve().as_uri()
    report = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    findings = report["findings"]
    browser = open_browser()
    try:
        page = Page(browser)
        start = time.monotonic()
        browser.get(address)
        page.wait("the list", lambda: page.text("#shown"))
        seconds = time.monotonic() - start
        browser.save_screenshot(sys.argv[3] + ".png")
        expect("overview", page.text("#detail h2"), "Overview")
        check_list(page, findings)
        picked = max(range(min(100, len(findings))),
                     key=lambda i: len(findings[i]["evidence"]))
        browser.execute_script("byId('list').scrollTop = 0")
        check_fix(page, findings)
        page.one(f'.row[data-index="{picked}"]').click()
        browser.save_screenshot(sys.argv[3] + "-finding.png")
        check_finding(page, findings[picked])
        expect("address", browser.current_url,
               f"{address}#{findings[picked]['fingerprint']}")
        if len(findings) > picked + 1:
            page.one("body").send_keys("j")
            expect("next by key", browser.current_url,
                   f"{address}#{findings[picked + 1]['fingerprint']}")
        # The address leads there again.
        browser.get(f"{address}#{findings[picked]['fingerprint']}")
        browser.refresh()
        expect("by address", sentence(page.text("#detail h2")),
               sentence(findings[picked]["message"]))
        for entry in browser.get_log("browser"):
            FAULTS.append(f"the browser says: {entry['message']}")
    finally:
        browser.quit()
    browser = open_browser(is_dark=True)
    try:
        browser.get(f"{address}#{findings[picked]['fingerprint']}")
        browser.save_screenshot(sys.argv[3] + "-dark.png")
    finally:
        browser.quit()
    for fault in FAULTS:
        print(fault)
    print(f"{len(findings)} findings, {len(FAULTS)} faults")
    print(f"shown after {seconds:.1f} s", file=sys.stderr)
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
