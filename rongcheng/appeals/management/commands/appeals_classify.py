"""``rongcheng appeals classify``: what the messages on standard input are about."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from rongcheng.appeals.management.recognition import RecognitionCommand
from rongcheng.appeals.recognition import Classifier, Guess, load

BATCH = 256


class Command(RecognitionCommand):
    help = "Say what each message on standard input is about: one a line, or a JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_model(parser)
        parser.add_argument(
            "--no-words", action="store_true", help="Leave out the words that decided: faster."
        )

    def handle(self, *, model: str, json: bool, no_words: bool, **options: Any) -> None:
        classifier = load(model, options["models"]).category
        lines = self._messages(classifier)
        while batch := list(islice(lines, BATCH)):
            for message, guess in zip(batch, classifier.classify_many(batch), strict=True):
                found = _answer(classifier, message, guess, words=not no_words)
                self.stdout.write(_as_json(found) if json else _sentence(found))

    def _messages(self, classifier: Classifier) -> Iterator[str | dict[str, str]]:
        """Each line as a message, an empty one as an empty text: as many answers as lines."""
        for raw in sys.stdin.buffer:
            line = _decoded(raw).strip()
            message = _parsed(line) if line else ""
            if isinstance(message, dict) and not {*classifier.columns, "text"} & set(message):
                wanted = ", ".join(("text", *classifier.columns))
                self.stderr.write(f"no {wanted} in {line[:60]}: all of it is read as the text")
                message = line
            yield message


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _parsed(line: str) -> str | dict[str, str]:
    if line[0] not in '{"':
        return line
    try:
        value = json.loads(line)
    except ValueError:
        return line
    if isinstance(value, dict):
        return {str(k): str(v) for k, v in value.items() if v is not None}
    return value if isinstance(value, str) else line


def _answer(
    classifier: Classifier, message: str | Mapping[str, str], guess: Guess, *, words: bool
) -> dict[str, Any]:
    main = classifier.columns[-1]
    text = message if isinstance(message, str) else message.get(main) or message.get("text") or ""
    if not text.strip() and isinstance(message, str):
        return {"label": None, "confidence": 0.0, "abstain": True, "top3": [], "words": []}
    top3 = [{"label": label, "confidence": round(c, 4)} for label, c in guess.top3]
    found: dict[str, Any] = {
        "label": guess.label, "confidence": round(guess.confidence, 4), "abstain": guess.abstain,
        "threshold": guess.threshold, "top3": top3,
    }  # fmt: skip
    if words:
        found["words"] = [
            {"start": w.start, "end": w.end, "text": w.text, "weight": w.weight}
            for w in classifier.words(text, guess.label)
        ]
    return found


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _sentence(found: dict[str, Any]) -> str:
    if found["label"] is None:
        return "(an empty line)"
    doubt = " (ask a person)" if found["abstain"] else ""
    words = " ".join(w["text"] for w in found.get("words", []))
    return f"{found['label']}  {found['confidence']:.2f}{doubt}  {words}"
