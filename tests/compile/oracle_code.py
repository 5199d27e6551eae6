# SPDX-License-Identifier: MIT
"""Prints the code objects that python3.11 makes of files, in the form of dump_code.

Opcodes that differ in name only are given Ouro's; PRECALL, caches and extended arguments are left
out.
"""

import dis
import sys
import warnings

JUMPS = {"JUMP_FORWARD": "JUMP"}
OPERATORS = {"+": 0, "-": 1, "*": 2, "@": 3, "/": 4, "//": 5, "%": 6, "**": 7, "<<": 8, ">>": 9,
             "&": 10, "^": 11, "|": 12}
COMPARES = {"<": 0, "<=": 1, "==": 2, "!=": 3, ">": 4, ">=": 5}
LOCALS = {"LOAD_FAST", "STORE_FAST", "DELETE_FAST", "LOAD_CLOSURE", "LOAD_DEREF", "LOAD_CLASSDEREF",
          "STORE_DEREF", "DELETE_DEREF", "MAKE_CELL"}


def show(constant):
    if isinstance(constant, type(show.__code__)):
        return "<code>"
    if isinstance(constant, frozenset):
        return "frozenset"
    return ascii(constant).replace("\n", "\\n")


def operator(text):
    return OPERATORS[text.rstrip("=")] + 16 * text.endswith("=")


def operand(name, instruction, numbers, constants):
    if instruction.opcode in dis.hasjrel or instruction.opcode in dis.hasjabs:
        return f"to {numbers[instruction.argval]}"
    if name in ("LOAD_CONST", "KW_NAMES"):
        return show(constants[instruction.arg])
    if name == "LOAD_GLOBAL":
        return f"{instruction.arg & 1} {instruction.argval}"
    if instruction.opcode in dis.hasname or name in LOCALS:
        return instruction.argval
    if name == "BINARY_OP":
        return operator(instruction.argrepr)
    if name == "COMPARE_OP":
        return COMPARES[instruction.argval]
    return "" if instruction.arg is None or name == "ASYNC_GEN_WRAP" else instruction.arg


def plain_name(name):
    if name.startswith("POP_JUMP_"):
        return name.replace("FORWARD_", "").replace("BACKWARD_", "")
    return JUMPS.get(name, name)


def show_code(code, out):
    out.append(f"code {code.co_qualname} {code.co_argcount} {code.co_posonlyargcount}"
               f" {code.co_kwonlyargcount} flags {code.co_flags:x} line {code.co_firstlineno}"
               f" stack {code.co_stacksize}")
    for label in ("varnames", "cellvars", "freevars", "names"):
        out.append(" ".join([label, *getattr(code, "co_" + label)]))
    instructions = [i for i in dis.get_instructions(code, show_caches=True)]
    numbers, count = {}, 0
    for i in instructions:
        numbers[i.offset] = count
        count += i.opname not in ("CACHE", "PRECALL", "EXTENDED_ARG")
    numbers[len(code.co_code)] = count
    keywords = False
    for i in instructions:
        if i.opname in ("CACHE", "PRECALL", "EXTENDED_ARG"):
            continue
        name = plain_name(i.opname)
        if name == "CALL" and keywords:
            name = "CALL_KW"
        keywords = name == "KW_NAMES"
        p = i.positions
        place = [-1 if v is None else v
                 for v in (p.lineno, p.col_offset, p.end_lineno, p.end_col_offset)]
        shown = operand(name, i, numbers, code.co_consts)
        out.append(f"{numbers[i.offset]} {'LOAD_CONST' if keywords else name} {shown}"
                   + " @ {}:{}-{}:{}".format(*place))
    for e in dis._parse_exception_table(code):
        out.append(f"handler {numbers[e.start]} {numbers[e.end]} {numbers[e.target]} {e.depth}"
                   f" {int(e.lasti)}")
    for constant in code.co_consts:
        out.append("const " + show(constant))
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            show_code(constant, out)


def show_result(source, name):
    out = []
    try:
        show_code(compile(source, name, "exec", dont_inherit=True), out)
    except SyntaxError as e:
        shown = [e.lineno, e.offset, e.end_lineno, e.end_offset, e.msg]
        out.append(" ".join(["error", type(e).__name__, *map(str, shown)]))
    except Exception as e:  # pylint: disable=broad-except  # ValueError, RecursionError ...
        out.append(f"error {type(e).__name__} {e}")
    return out


def show_file(name, source):
    """The lines that dump_code prints for a file."""
    out = ["file " + name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", SyntaxWarning)
        lines = show_result(source, name)
    out += [f"warning {each.lineno} {each.message}" for each in caught] + lines
    return "\n".join(out).encode("utf-8", "surrogateescape").split(b"\n")


def main(files):
    for name in files:
        with open(name, "rb") as stream:
            source = stream.read()
        sys.stdout.buffer.write(b"\n".join(show_file(name, source)) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
