"""Installs the package into an empty prefix and follows README.md: writes each file that it prints,
builds them against the prefix, runs each command that it shows, and compares exit code and output.

In README.md, `<!-- file: NAME -->` before a code block makes it a file of the outside project, and
`<!-- run: CODE -->` before a console block runs the lines that start with "$ " and expects this exit
code of the last; each line printed below a command must occur in its output, "..." skips some.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

BLOCK = re.compile(r"<!-- (file|run): (\S+) -->\s*```\w*\n(.*?)```", re.DOTALL)


def blocks(readme):
    return BLOCK.findall(pathlib.Path(readme).read_text(encoding="utf-8"))


def run(command, **options):
    print("+", command if isinstance(command, str) else " ".join(map(str, command)), flush=True)
    return subprocess.run(command, check=True, **options)


def install_and_build(arguments, files):
    prefix, outside = arguments.work / "prefix", arguments.work / "project"
    shutil.rmtree(arguments.work, ignore_errors=True)
    outside.mkdir(parents=True)
    run([arguments.cmake, "--install", arguments.build, "--prefix", prefix], stdout=subprocess.DEVNULL)
    for path in prefix.rglob("*.cmake"):
        if str(arguments.build) in path.read_text(encoding="utf-8"):
            sys.exit(f"{path} reaches into the build folder")
    for name, text in files:
        (outside / name).write_text(text, encoding="utf-8")
    run([arguments.cmake, "-S", outside, "-B", outside / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
         f"-DCMAKE_CXX_COMPILER={arguments.compiler}", f"-DCMAKE_C_COMPILER={arguments.c_compiler}"])
    run([arguments.cmake, "--build", outside / "build", "--parallel", "2"])
    return prefix, outside


def matches(printed, output):
    """Do the lines printed in the README occur in the output, in this order? Durations may differ."""
    def normal(line):
        return re.sub(r"\d+(\.\d+)? ?m?s\b", "TIME", " ".join(line.split()))
    lines = iter([normal(line) for line in output.splitlines()])
    for line in printed:
        if line.strip() and line.strip() != "..." and normal(line) not in lines:
            return line
    return None


def follow(code, text, environment, folder):
    """Runs a console block; returns what went wrong, or None."""
    commands = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    for number, block in enumerate(commands):
        command, _, printed = block.partition("\n")
        result = subprocess.run(command, shell=True, env=environment, cwd=folder, text=True,
                                stdin=subprocess.DEVNULL, capture_output=True, check=False)
        print(f"$ {command}\n{result.stdout}{result.stderr}", flush=True)
        expected = code if number == len(commands) - 1 else 0
        if result.returncode != expected:
            return f"exit {result.returncode}, README.md says {expected}: {command}"
        missing = matches(printed.splitlines(), result.stdout + result.stderr)
        if missing is not None:
            return f"not printed by {command}: {missing}"
    return None


def main():
    parser = argparse.ArgumentParser()
    for name in ("readme", "build", "work", "cmake", "compiler", "c-compiler"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    arguments.build = pathlib.Path(arguments.build)
    arguments.work = pathlib.Path(arguments.work)

    found = blocks(arguments.readme)
    files = [(name, text) for kind, name, text in found if kind == "file"]
    runs = [(int(code), text) for kind, code, text in found if kind == "run"]
    if not files or not runs:
        sys.exit("README.md shows no file or no command")
    prefix, outside = install_and_build(arguments, files)
    environment = dict(os.environ, PATH=f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}",
                       PYTHONPATH=str(prefix / "share/biasbound/python"), NO_COLOR="1")
    failures = [failure for failure in (follow(code, text, environment, outside)
                                        for code, text in runs) if failure]
    sys.exit("\n".join(failures) or None)


if __name__ == "__main__":
    main()
