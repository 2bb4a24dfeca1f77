"""Sentences written for the command line, as the page says them: its flags are buttons here."""

from __future__ import annotations

import re

from batcher.locale import word

# What a sentence says of the command line -> the label of the same thing on the page.
SPOKEN = (
    (re.compile(r"(plan and run take |plan と run で ?)?--accept [a-z_]+"), "page.questions.yes"),
    (re.compile(r"--hidden-rows include"), "page.hidden.include"),
    (re.compile(r"--hidden-rows skip"), "page.hidden.skip"),
    (re.compile(r"--repeat skip"), "page.repeat.skip"),
    (re.compile(r"--repeat again"), "page.repeat.again"),
    (re.compile(r"--on-refusal stop-run"), "page.options.stop-run"),
    (re.compile(r"--encoding"), "page.reading.encoding"),
    (re.compile(r"--sheet \w+"), "page.reading.sheet"),
    (re.compile(r"`?batcher resume( R-[\w-]+| RUN)?`?"), "page.run.resume"),
    (re.compile(r"`?batcher retry( R-[\w-]+| RUN)?`?"), "page.run.retry"),
    (re.compile(r"`?batcher verify( R-[\w-]+| RUN)?`?"), "page.run.verify"),
    (re.compile(r"`?batcher approve( R-[\w-]+| RUN)?`?"), "page.run.approve"),
    (re.compile(r"`?batcher undo( R-[\w-]+| RUN)?`?"), "page.run.undo"),
    (re.compile(r"`?batcher report( R-[\w-]+| RUN)?`?"), "cli.file.report"),
)
# How a connection broke, in the words of a library: for the report, not for the page.
_BROKEN = re.compile(r"\s*[(（]\w+(Error|Timeout|Exception)\b.*[)）]")
QUOTES = {"en": "“{}”", "ja": "「{}」"}


def on_the_page(text: str, language: str) -> str:
    """The same sentence with the page's own labels, quoted, in place of flags and commands."""
    text = _BROKEN.sub("", text)
    for flag, label in SPOKEN if "--" in text or "batcher " in text else ():
        text = flag.sub(QUOTES[language].format(word(label, language)), text)
    # Words in Latin letters have spaces around them in Japanese; in quotes they have none.
    return re.sub(" ?(「[^」]*」) ?", r"\1", text) if language == "ja" else text
