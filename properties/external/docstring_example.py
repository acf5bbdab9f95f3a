"""Runs the n-th example of the shim's docstring: docstring_example.py N."""
import sys
import textwrap

import biasbound_oracle

blocks, block = [], []
for line in biasbound_oracle.__doc__.splitlines() + ["end"]:
    if line.startswith("    ") or (block and not line.strip()):
        block.append(line)
    elif block:
        blocks.append(textwrap.dedent("\n".join(block)))
        block = []

code = [text for text in blocks if "def " in text][int(sys.argv[1])]
exec(compile(code, "docstring", "exec"), {"biasbound_oracle": biasbound_oracle})
