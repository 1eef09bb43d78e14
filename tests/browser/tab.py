"""Chromium, driven through its own protocol over a pipe."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
AXE = Path(os.environ.get("DTPLAN_AXE", "node_modules/axe-core/axe.min.js"))
FONTS = Path(__file__).parents[2] / "templates" / "fonts"
"""The pages' first font, wherever the tests run: with another, words would be wider than measured."""
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --remote-debugging-pipe"
)


class Tab:
    """One page in a browser of its own, with an empty profile."""

    def __init__(self, profile: Path) -> None:
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()

        def connect() -> None:  # Chromium reads commands from 3 and answers on 4
            ends = os.dup(commands), os.dup(answers)
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        fonts = profile / "fonts.conf"
        system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        fonts.write_text(f"<fontconfig>{system}<dir>{FONTS}</dir></fontconfig>", encoding="utf-8")
        command = [str(CHROMIUM), *OPTIONS.split(), f"--user-data-dir={profile}"]
        environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, preexec_fn=connect, close_fds=False, env=environment, **quiet)
        os.close(commands)
        os.close(answers)
        self._number, self._session, self._rest = 0, "", b""
        self.events: list[dict[str, Any]] = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Accessibility"):
            self(f"{domain}.enable")

    def __call__(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        message |= {"sessionId": self._session} if self._session else {}
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._answers, 1 << 16)
            assert part, "Chromium went away"
            self._rest += part
        message, self._rest = self._rest.split(b"\0", 1)
        answer: dict[str, Any] = json.loads(message)
        return answer

    def show(self, page: Path | str, width: int = 1280, scheme: str = "light") -> "Tab":
        self.events.clear()
        self("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        told = self("Page.navigate", url=page if isinstance(page, str) else page.as_uri())
        assert "errorText" not in told, (page, told["errorText"])
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())
        return self

    def ask(self, script: str) -> Any:
        answer = self("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 20) -> Any:
        """Return what a script says once it says something."""
        end = time.monotonic() + seconds
        while not (found := self.ask(script)):
            assert time.monotonic() < end, f"in vain: {script}"
            time.sleep(0.05)
        return found

    def unfold(self) -> "Tab":
        self.ask("document.querySelectorAll('details').forEach(e => { e.open = true; })")
        return self

    def point(self, element: str) -> None:
        """Move the mouse over an element."""
        self.ask(f"({element}).scrollIntoView({{block: 'center', inline: 'center'}})")
        box = self.ask(f"({element}).getBoundingClientRect().toJSON()")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for step in (-1, 0):
            self("Input.dispatchMouseEvent", type="mouseMoved", x=x + step, y=y)

    @property
    def requests(self) -> list[str]:
        """All that was asked for since the page was shown."""
        events = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in events]

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """What the browser logged: refused by the page's policy, not found, or an error of a script."""
        return [event for event in self.events if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]

    def press(self, key: str, code: int) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def close(self) -> None:
        self._session = ""
        self("Browser.close")
        self._process.wait(timeout=30)
        os.close(self._commands)
        os.close(self._answers)
