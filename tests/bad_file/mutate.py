#!/usr/bin/env python3
"""Shows damaged copies of the corpus to the built binary: no panic, no hang, no allocation bomb.

    python mutate.py --binary ../../target/debug/dorpon --count 3000 --processes 2

Mutant n of a seed is always the same bytes. Half of the mutants of packed files are damaged inside: a part of the zip
or the stream of the gzip is unpacked, damaged and packed again with a right check sum, so that the damage reaches the
reader behind it. Reported is every exit code other than 0, 2, 3 and 8, every signal, every panic, every run over
`--seconds` and every run over `--mebibytes` of memory; of each kind the smallest mutant is kept in `--out`.
"""

import argparse
import gzip
import io
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN = {".py", ".toml", ".md"}
ALLOWED = {0, 2, 3, 8}
# Address space, so that a claim of gigabytes fails at once: far above what a run needs.
ADDRESS_SPACE = 6 << 30
# Signs that mean something to one of the readers.
TELLING = [b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"<", b">", b"&", b"/>", b"</c>", b'r="', b't="s"',
           b"4294967295", b"-1", b"99999999999999999999", b"1E308", b"NaN", b"\xe0\xa6", b"%", b"31/12/2021", b"12/31/21",
           "মোট".encode(), "০১৩".encode(), b"\t", b";", b"'", b"XFD1048576", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"]


def damaged(content, chance):
    """Some bytes flipped, cut, doubled, exchanged or put in."""
    content = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        length = len(content)
        if length == 0:
            return bytes(chance.choice(TELLING))
        place = chance.randrange(length)
        end = min(length, place + chance.choice([1, 2, 4, 16, 64, 512]))
        what = chance.randrange(7)
        if what == 0:
            content[place] ^= 1 << chance.randrange(8)
        elif what == 1:
            content[place] = chance.randrange(256)
        elif what == 2:
            del content[place:end]
        elif what == 3:
            content[place:place] = bytes(content[place:end]) * chance.choice([1, 2, 50])
        elif what == 4:
            content[place:place] = chance.choice(TELLING)
        elif what == 5:
            other = chance.randrange(length)
            content[place:end] = content[other:other + end - place]
        else:
            del content[place:]
    return bytes(content)


def damaged_inside(content, chance):
    """The same, behind the packing; `None` where there is none."""
    if content.startswith(b"\x1f\x8b"):
        try:
            return gzip.compress(damaged(gzip.decompress(content)[:1 << 20], chance), 1, mtime=0)
        except (OSError, EOFError):
            return None
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(info.filename, archive.read(info)) for info in archive.infolist()[:20] if info.file_size < 1 << 20]
    except (zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError):
        return None
    if not parts:
        return None
    victim = chance.randrange(len(parts))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, (name, part) in enumerate(parts):
            info = zipfile.ZipInfo(name, (2022, 6, 30, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, damaged(part, chance) if number == victim else part)
    return out.getvalue()


def mutant(files, seed, number):
    chance = random.Random(f"{seed}:{number}")
    path = files[number % len(files)]
    content = path.read_bytes()
    changed = damaged_inside(content, chance) if chance.random() < 0.5 else None
    return path, damaged(content, chance) if changed is None else changed


def run(binary, path, seconds):
    """Exit code (negative: signal), what it wrote, seconds, mebibytes."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    started = time.monotonic()
    with tempfile.TemporaryFile() as written:
        process = subprocess.Popen(
            [binary, "inspect", path], stdout=subprocess.DEVNULL, stderr=written, stdin=subprocess.DEVNULL,
            preexec_fn=limit, env={"DORPON_LANG": "en", "PATH": os.environ.get("PATH", "")}, cwd=Path(path).parent)
        timer = threading.Timer(6 * seconds, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        written.seek(0)
        text = written.read(1 << 16).decode(errors="replace")
    return process.returncode, text, time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def fault(code, text, cpu_seconds, mebibytes, limits):
    if "panicked" in text:
        place = re.search(r"panicked at ([^\n]*)", text)
        return f"panic at {place.group(1) if place else '?'}"
    if code < 0:
        return f"signal {-code}"
    if code not in ALLOWED:
        return f"exit {code}"
    if cpu_seconds > limits.seconds:
        return f"over {limits.seconds} s"
    if mebibytes > limits.mebibytes:
        return f"over {limits.mebibytes} MiB"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--seed", default="dorpon")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10, help="of processor time")
    parser.add_argument("--mebibytes", type=float, default=1024)
    parser.add_argument("--largest", type=int, default=32 << 10, help="bytes of a corpus file to be damaged")
    parser.add_argument("--out", default=None, help="folder for the smallest mutant of each fault")
    limits = parser.parse_args()
    binary = str(Path(limits.binary).resolve())
    out = Path(limits.out or tempfile.mkdtemp(prefix="mutant-")).resolve()
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in HERE.iterdir()
                   if path.is_file() and path.suffix not in OWN and path.stat().st_size <= limits.largest)
    smallest, codes, slowest, largest = {}, {}, (0, 0), (0, 0)
    lock = threading.Lock()

    def one(number):
        nonlocal slowest, largest
        path, content = mutant(files, limits.seed, number)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / f"mutant{path.suffix}"
            place.write_bytes(content)
            code, text, _, cpu, mebibytes = run(binary, str(place), limits.seconds)
        found = fault(code, text, cpu, mebibytes, limits)
        with lock:
            codes[code] = codes.get(code, 0) + 1
            slowest, largest = max(slowest, (cpu, number)), max(largest, (mebibytes, number))
            if found:
                count, known = smallest.get(found, (0, None))
                if known is None or len(content) < known[0]:
                    known = (len(content), number, path.name)
                    (out / (re.sub(r"[^a-z0-9]+", "_", found.lower())[:80] + path.suffix)).write_bytes(content)
                smallest[found] = (count + 1, known)
                print(f"mutant {number} of {path.name}: {found}", flush=True)
            done = sum(codes.values())
            if done % 500 == 0:
                print(f"{done} mutants, exit codes {codes}", flush=True)

    with ThreadPoolExecutor(limits.processes) as pool:
        list(pool.map(one, range(limits.first, limits.first + limits.count)))
    print(f"{limits.count} mutants of {len(files)} files, seed {limits.seed}: exit codes {dict(sorted(codes.items()))}")
    print(f"slowest: {slowest[0]:.1f} s (mutant {slowest[1]}); largest: {largest[0]:.0f} MiB (mutant {largest[1]})")
    for found, (count, (size, number, name)) in sorted(smallest.items()):
        print(f"{found}: {count} times, smallest {size} bytes, mutant {number} of {name}, kept in {out}")
    sys.exit(1 if smallest else 0)


if __name__ == "__main__":
    main()
