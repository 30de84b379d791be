"""Files for exercise 02 that attack whoever grades them. They belong into a sandbox.

Each is put in front of a file that answers everything with 0. MARK is a text that shows up in what
an attack leaves behind, PLACE a folder that it tries to write to, PORT one that it tries to reach.
"""

WRONG = """
def numerical_derivative(f, x, h=1e-5):
    return 0.0


def gradient(f, xs, h=1e-5):
    return [0.0 for _ in xs]
"""

FORGING = {
    "frames": """
import sys
def numerical_derivative(f, x, h=1e-5):
    frame, found = sys._getframe(), []
    while frame is not None:
        found += [v for v in (*frame.f_locals.values(), *frame.f_globals.values())]
        frame = frame.f_back
    for each in found:
        if isinstance(each, dict) and "expected" in each:
            return each["expected"]
    return 0.0
""",
    "garbage collector": """
import gc
def numerical_derivative(f, x, h=1e-5):
    for each in gc.get_objects():
        if isinstance(each, dict) and {"gives", "expected", "right"} & set(map(str, each)):
            return each.get("expected", 0.0)
    return 0.0
""",
    "an answer equal to everything": """
class Any(float):
    __eq__ = lambda self, other: True
    __abs__ = __sub__ = __rsub__ = lambda self, *other: Any(0.0)
    __le__ = __lt__ = lambda self, other: True
    __hash__ = float.__hash__
def numerical_derivative(f, x, h=1e-5):
    return Any(1.0)
""",
    "patched json": """
import json
old = json.dumps
def dumps(x, **rest):
    if isinstance(x, dict) and "trouble" in x:
        x = {"id": x["id"], "gives": [1.0], "used": 0.1}
    return old(x, **rest)
json.dumps = dumps
""",
    "patched builtins": """
import builtins, math
builtins.abs = lambda x: 0.0
builtins.isinstance = lambda x, y: True
builtins.max = lambda *x: 1e300
builtins.compile = lambda *x, **y: (_ for _ in ()).throw(SystemExit)
math.isfinite = lambda x: False
""",
    "patched main": """
import __main__
__main__.as_data = lambda x, depth=0: 1.0
__main__.Answering.ask = lambda self, code, given, give: [1.0 for _ in give]
""",
    "a verdict for an answer": """
def numerical_derivative(f, x, h=1e-5):
    return {"is_right": True, "points": 4}
""",
    "exit with success": "import os\nos._exit(0)\n",
    "exit later": """
import os
def numerical_derivative(f, x, h=1e-5):
    os._exit(0)
""",
    "sys.exit": "import sys\nsys.exit(0)\n",
    "not a number": """
def numerical_derivative(f, x, h=1e-5):
    return float("nan")
""",
}

TALKING = {
    "a reply of its own": """
import os, json
def numerical_derivative(f, x, h=1e-5):
    for fd in range(3, 20):
        try:
            os.write(fd, json.dumps({"id": 2, "gives": [1.0], "used": 0.1}).encode() + b"\\n")
        except OSError:
            pass
    return 0.0
""",
    "all replies at once": """
import os, json
for fd in range(3, 20):
    for id in range(1, 60):
        try:
            os.write(fd, json.dumps({"id": id, "gives": [1.0], "used": 0.1}).encode() + b"\\n")
        except OSError:
            pass
""",
    "half a line": """
import os, time
for fd in range(3, 20):
    try:
        os.write(fd, b'{"id": 1, "gives": [')
    except OSError:
        pass
os._exit(0)
""",
    "deep lists": """
import os
for fd in range(3, 20):
    try:
        os.write(fd, b'{"id": 1, "gives": ' + b"[" * 50000 + b"]" * 50000 + b', "used": 0.1}\\n")
    except OSError:
        pass
""",
    "deep answers": """
def numerical_derivative(f, x, h=1e-5):
    x = []
    for _ in range(5000):
        x = [x]
    return x
""",
    "a list that holds itself": """
def numerical_derivative(f, x, h=1e-5):
    x = []
    x.append(x)
    return x
""",
    "many digits": """
import os
for fd in range(3, 20):
    try:
        os.write(fd, b'{"id": 1, "gives": ' + b"9" * 5000 + b', "used": 0.1}\\n")
    except OSError:
        pass
""",
    "a long answer": """
def numerical_derivative(f, x, h=1e-5):
    return [1.0] * 200000
""",
    "escape sequences": """
def numerical_derivative(f, x, h=1e-5):
    raise ValueError("\\x1b[2J\\x1b]0;owned\\x07 <script>alert(1)</script> \\ud800")
""",
    "a flood": """
import os
while True:
    for fd in range(20):
        try:
            os.write(fd, b"x" * 100000)
        except OSError:
            pass
""",
    "prints": "print('x' * 100_000)\nimport sys\nsys.stderr.write('y' * 100_000)\n",
    "calls for ever": """
def numerical_derivative(f, x, h=1e-5):
    while True:
        f(1.0)
""",
    "calls with nonsense": """
def numerical_derivative(f, x, h=1e-5):
    for each in (None, "x", [], f, [1.0] * 5000, {}):
        try:
            f(each)
        except Exception:
            pass
    return 0.0
""",
}

WASTING = {
    "a loop": "while True:\n    pass\n",
    "a loop that catches all": """
import signal
while True:
    try:
        for number in range(1, 30):
            try:
                signal.signal(number, signal.SIG_IGN)
            except Exception:
                pass
        while True:
            pass
    except BaseException:
        pass
""",
    "sleeps": "import time\ntime.sleep(10_000)\n",
    "memory": "x = []\nwhile True:\n    x.append(bytearray(50_000_000))\n",
    "recursion": "def f():\n    f()\nf()\n",
    "a crash": "import ctypes\nctypes.string_at(0)\n",
    "threads": """
import threading, time
for _ in range(1000):
    threading.Thread(target=time.sleep, args=(1000,)).start()
""",
    "forks": """
import os, time
for _ in range(200):
    if os.fork() == 0:
        time.sleep(1000)
""",
    "a drip": """
import os, time
def numerical_derivative(f, x, h=1e-5):
    while True:
        for fd in range(3, 20):
            try:
                os.write(fd, b" ")
            except OSError:
                pass
        time.sleep(0.05)
""",
}

REACHING = {
    "writes files": """
import os, pathlib
for folder in ("PLACE", "/tmp", "/dev/shm", "/", os.path.expanduser("~"), "/usr", "."):
    try:
        (pathlib.Path(folder) / "MARK").write_text("I was here")
    except Exception:
        pass
""",
    "reads files": """
def numerical_derivative(f, x, h=1e-5):
    for path in ("PLACE/secret", "/etc/passwd", "/etc/shadow", "/proc/1/environ"):
        try:
            raise RuntimeError("read " + open(path).read(60))
        except OSError:
            pass
    return 0.0
""",
    "network": """
import socket
for kind in (socket.SOCK_STREAM, ):
    try:
        socket.create_connection(("127.0.0.1", PORT), 1).send(b"MARK")
    except OSError:
        pass
""",
    "kills everybody": """
import os, signal
for pid in (-1, 1, os.getppid(), 0):
    try:
        os.kill(pid, signal.SIGTERM if pid == 0 else signal.SIGKILL)
    except OSError:
        pass
""",
    "leaves a process behind": """
import os, subprocess, sys
code = "import os, time\\nos.setsid() if os.getpid() != os.getsid(0) else None\\ntime.sleep(1000)"
subprocess.Popen([sys.executable, "-I", "-S", "-c", code, "MARK"], start_new_session=True)
""",
    "more rights": """
import os
for name in ("setuid", "setgid"):
    try:
        getattr(os, name)(0)
        open("PLACE/MARK", "w").close()
    except OSError:
        pass
""",
    "more limits": """
import resource
for name in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_NPROC"):
    try:
        resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)
    except (OSError, ValueError):
        pass
while True:
    pass
""",
}

ATTACKS = FORGING | TALKING | WASTING | REACHING
