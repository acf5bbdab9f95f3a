"""test_names.py FOLDER: test names that ctest would lose.

CMake splits at ';', Catch2 reads ',' as "or", and of two tests with one name a report shows one.
Prints each offence, and nothing where all is well.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
CASE = re.compile(r'\b(?:TEMPLATE_TEST_CASE|TEST_CASE|SCENARIO)\w*\s*\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"')

places = collections.defaultdict(list)
for path in sorted((ROOT / "properties").rglob("*.cpp")):
    text = path.read_text(encoding="utf-8")
    for match in CASE.finditer(text):
        name = "".join(PIECE.findall(match.group(1)))
        line = text.count("\n", 0, match.start()) + 1
        place = f"{path.relative_to(ROOT)}:{line}"
        places[name].append(place)
        for character in ";,":
            if character in name:
                print(f"{place}: '{character}' in \"{name}\"")
        if not name or name != name.strip():
            print(f'{place}: empty name, or spaces around "{name}"')
for name, where in places.items():
    if len(where) > 1:
        print(f'"{name}" stands twice: {", ".join(where)}')
