# SPDX-License-Identifier: MIT
"""Random programs, the same for the same seed: `generate.py SEED` prints one.

A program is some sections, each about one part of the language or of its memory, in random order.
It prints as it goes, so that the first line that differs is near what differs.

Left out on purpose, since Ouro does not promise them: addresses, the order of finalizers within one
collected cycle, sizes of objects, and collect()'s count where instances of one class got
their attributes in different orders (3.11 may or may not have given them a dict).
"""
import random
import sys

from expressions import Expressions

PRELUDE = '''\
import gc, sys, weakref
gc.disable()
def settle():  # nested tuples are let go from inside outwards, one level a collection
    for _ in range(5):
        gc.collect()
def show(label, make):
    try:
        value = make()
    except RecursionError:
        print(label, 'RecursionError')
    except Exception as error:
        print(label, type(error).__name__, error)
    else:
        print(label, type(value).__name__, repr(value))
'''
ERRORS = ("ValueError", "KeyError", "TypeError", "IndexError", "ZeroDivisionError", "LookupError",
          "ArithmeticError", "Exception", "OSError", "RuntimeError", "(KeyError, OSError)")
RAISED = ("ValueError", "KeyError", "TypeError", "IndexError", "ZeroDivisionError", "RuntimeError")


class Program:
    """One program under construction: lines with their indentation."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.e = Expressions(self.rng)
        self.lines = []
        self.depth = 0
        self.serial = 0

    def add(self, text):
        self.lines.append("    " * self.depth + text)

    def block(self, head):
        """`with self.block("if x:"):` indents what is added inside."""
        self.add(head)
        return _Indented(self)

    def fresh(self, prefix):
        self.serial += 1
        return f"{prefix}{self.serial}"

    def pick(self, choices):
        return self.rng.choice(choices)

    def chance(self, probability):
        return self.rng.random() < probability

    def show(self, expression):
        self.add(f"show({self.fresh('#')!r}, lambda: {expression})")

    def text(self):
        return PRELUDE + "\n".join(self.lines) + "\n"

    # ---- Values -------------------------------------------------------------------------------

    def values(self):
        kind = self.pick(("int", "float", "str", "bytes", "list", "tuple", "set", "dict", "bool"))
        for _ in range(self.rng.randint(3, 8)):
            self.show(getattr(self.e, kind)(self.rng.randint(1, 3)))

    def variables(self):
        """A variable that is changed step by step, seen after each."""
        kind = self.pick(("int", "float", "str", "list", "dict", "set"))
        name = self.fresh(kind[0])
        start = {"list": "[3, 1, 2]", "dict": "{'a': 1, 'b': 2}", "set": "{1, 2, 'x'}"}
        self.add(f"{name} = {start.get(kind) or getattr(self.e, kind)(0)}")
        for _ in range(self.rng.randint(3, 9)):
            with self.block("try:"):
                self.add(getattr(self, "change_" + kind)(name))
            with self.block("except Exception as error:"):
                self.add("print(type(error).__name__, error)")
            if kind in ("list", "dict") and self.chance(0.3):
                self.add(f"print(gc.is_tracked({name}), end=' ')")
            self.add(f"print({name!r}, repr({name}))")
        self.e.names.setdefault(kind, []).append(name)

    def change_int(self, name):
        op = self.pick(("+", "-", "*", "//", "%", "&", "|", "^", "**", "<<", ">>"))
        operand = str(self.rng.randint(-3, 9)) if op in ("**", "<<", ">>") else self.e.int(1)
        return f"{name} {op}= {operand}"

    def change_float(self, name):
        return f"{name} {self.pick(('+', '-', '*', '/', '%', '//'))}= {self.e.float(1)}"

    def change_str(self, name):
        return self.pick((f"{name} += {self.e.str(1)}", f"{name} = {name}[{self.e.slice()}]",
                          f"{name} = {name}.replace({self.e.str(0)}, {self.e.str(0)})",
                          f"{name} *= {self.rng.randint(0, 2)}", f"{name}[0] = 'x'"))

    def change_list(self, name):
        i, item = self.rng.randint(-5, 5), self.e.any(1)
        return self.pick((
            f"{name}.append({item})", f"{name}.insert({i}, {item})", f"{name}.pop({i})",
            f"{name}.pop()", f"{name}[{i}] = {item}", f"del {name}[{i}]", f"{name}.reverse()",
            f"{name}[{self.e.slice()}] = {self.e.list(1)}", f"del {name}[{self.e.slice()}]",
            f"{name}.extend({self.e.list(1)})", f"{name} += {self.e.tuple(1)}", f"{name}.sort()",
            f"{name}.sort(key=str)", f"{name} *= {self.rng.randint(0, 2)}",
            f"{name}.remove({item})",
            f"print({name}.index({item}))", f"print({name}.count({item}))",
            f"{name}.append({name})",
            f"{name}[:] = [y for y in {name} if y]", f"first, *{name} = {name}",
            f"{name}.sort(key=lambda x: (str(type(x)), repr(x)), reverse=True)"))

    def change_dict(self, name):
        key, value = self.e.any(0), self.e.any(1)
        return self.pick((
            f"{name}[{key}] = {value}", f"del {name}[{key}]", f"print({name}.pop({key}, None))",
            f"print({name}.setdefault({key}, {value}))", f"{name}.update({self.e.dict(1)})",
            f"print({name}.popitem())", f"{name} |= {self.e.dict(1)}", f"{name}.clear()",
            f"{name}.update(k=1, a=2)", f"{name} = dict(reversed({name}.items()))",
            f"print(list({name}.keys()), {key} in {name})", f"{name}['a'] = {name}.get('a', 0) + 1",
            f"for key in {name}: {name}[{key}] = 0", f"{name}[{self.e.list(1)}] = 1"))

    def change_set(self, name):
        item = self.e.any(0)
        return self.pick((
            f"{name}.add({item})", f"{name}.discard({item})", f"{name}.remove({item})",
            f"{name} |= {self.e.set(1)}", f"{name} &= {self.e.set(1)} | {{1}}",
            f"{name} -= {self.e.set(1)}", f"{name} ^= {self.e.set(1)}", f"print({name}.pop())",
            f"{name}.update({self.e.list(1)})", f"{name} = {{x for x in {name} if x}}",
            f"{name}.add({self.e.list(1)})"))

    # ---- Control flow -------------------------------------------------------------------------

    def flow(self):
        """A function of nested loops, conditions, try and with statements that traces its way."""
        manager, name = self.fresh("M"), self.fresh("flow")
        with self.block(f"class {manager}:"):
            self.add("def __init__(self, name): self.name = name")
            self.add("def __enter__(self): print('enter', self.name); return self")
            with self.block("def __exit__(self, kind, value, traceback):"):
                self.add("print('exit', self.name, kind and kind.__name__, value)")
                self.add(f"return {self.pick(('None', 'False', 'True', 'kind is KeyError'))}")
        with self.block(f"def {name}(n):"):
            self.add("total = 0")
            self.statements(3, manager, False)
            self.add("return 'end', n, total")
        for n in range(3):
            self.show(f"{name}({n})")

    def statements(self, depth, manager, looping):
        for _ in range(self.rng.randint(1, 3)):
            self.statement(depth, manager, looping)

    def statement(self, depth, manager, looping):
        serial = self.fresh("")
        kind = self.rng.randrange(10) if depth > 0 else self.rng.randrange(3)
        if kind == 0:
            self.add(f"print({serial}, n, total)")
        elif kind == 1:
            self.add(f"total += {self.rng.randint(1, 9)}")
        elif kind == 2:
            self.leave(looping)
        elif kind in (3, 4, 5):
            self.try_statement(depth - 1, manager, looping)
        elif kind == 6:
            with self.block(f"with {manager}({serial}):"):
                self.statements(depth - 1, manager, looping)
        elif kind == 7:
            with self.block(f"if {self.condition()}:"):
                self.statements(depth - 1, manager, looping)
            with self.block("else:"):
                self.statements(depth - 1, manager, looping)
        else:
            self.loop(depth - 1, manager)

    def condition(self):
        return self.pick(("n", "n > 1", "total % 2", "not n", "n == 1 or total > 5", "total and n",
                          "0 <= n < 2", "(total := total + 1) % 3"))

    def leave(self, looping):
        words = [f"return {self.fresh('')}, total", f"raise {self.pick(RAISED)}({self.fresh('')})",
                 "total // n", "[1, 2][n]"]
        if looping:
            words += ["break", "continue"] * 2
        with self.block(f"if {self.condition()}:"):
            self.add(self.pick(words))

    def try_statement(self, depth, manager, looping):
        with self.block("try:"):
            self.statements(depth, manager, looping)
        caught = self.chance(0.7)
        if caught:
            with self.block(f"except {self.pick(ERRORS)} as error:"):
                self.add("print('caught', repr(error), repr(error.__context__))")
                self.statements(depth, manager, looping)
                if self.chance(0.3):
                    self.add(self.pick(("raise", f"raise {self.pick(RAISED)}('new') from error",
                                        f"raise {self.pick(RAISED)}('other')")))
            if self.chance(0.3):
                with self.block("else:"):
                    self.statements(depth, manager, looping)
        if not caught or self.chance(0.4):
            with self.block("finally:"):
                self.add(f"print('finally', {self.fresh('')}, sys.exc_info()[0])")
                self.statements(depth, manager, looping)

    def loop(self, depth, manager):
        if self.chance(0.5):
            head = f"for i in range({self.rng.randint(1, 4)}):"
        else:
            head = f"while total < {self.rng.randint(3, 20)}:"
        with self.block(head):
            self.add("total += 1")
            self.statements(depth, manager, True)
        if self.chance(0.4):
            with self.block("else:"):
                self.add(f"print('else', {self.fresh('')})")
                self.statements(depth, manager, False)

    # ---- Generators and closures --------------------------------------------------------------

    def generators(self):
        inner, outer = self.fresh("inner"), self.fresh("outer")
        with self.block(f"def {inner}(n):"):
            with self.block("try:"):
                with self.block("for i in range(n):"):
                    self.add(f"got = yield {self.pick(('i', 'i * 2', '(i, n)'))}")
                    self.add("if got: print('got', got)")
                    if self.chance(0.4):
                        self.add(f"if i == 1: {self.pick(('return 9', 'raise KeyError(i)'))}")
            with self.block(f"except {self.pick(RAISED)} as error:"):
                self.add("print('inner caught', repr(error))")
                self.add(self.pick(("yield 'extra'", "raise", "return 'caught'", "pass")))
            with self.block("finally:"):
                self.add("print('inner finally')")
            self.add("return n")
        with self.block(f"def {outer}(n):"):
            source = self.pick((f"{inner}(n)", f"{inner}(n + 1)", "range(n)"))
            self.add(f"result = yield from {source}")
            self.add("print('result', result)")
            self.add("yield 'last'")
        for _ in range(self.rng.randint(1, 3)):
            name = self.fresh("g")
            self.add(f"{name} = {self.pick((inner, outer))}({self.rng.randint(0, 4)})")
            for _ in range(self.rng.randint(2, 6)):
                self.show(self.pick((
                    f"next({name})", f"{name}.send({self.e.any(0)})", f"{name}.close()",
                    f"{name}.throw({self.pick(RAISED)}('t'))", f"next({name}, 'default')",
                    f"list({name})", f"{name}.gi_frame is None", f"sys.getrefcount({name})")))
            if self.chance(0.6):
                self.add(f"del {name}")
                self.add("print('deleted')")

    def closures(self):
        make = self.fresh("make")
        with self.block(f"def {make}(start, *args, step={self.rng.randint(1, 5)}, **options):"):
            self.add("count, seen = start, []")
            with self.block("def advance(by=step):"):
                self.add("nonlocal count")
                self.add("count += by")
                self.add("seen.append(count)")
                self.add("return count, len(seen), args, options")
            with self.block("def back():"):
                self.add("nonlocal count")
                self.add(self.pick(("del count", "count = -count", "count -= step")))
                self.add("return [lambda: (i, count) for i in range(2)][0]")
            self.add("return advance, back")
        name = self.fresh("pair")
        arguments = self.pick(("1", "5, 6, 7", "2, step=3", "3, 4, other=1", "",
                               "*[1, 2], **{'k': 3}",
                               "1, start=2", "1, step=-1"))
        self.add(f"{name} = None")
        with self.block("try:"):
            self.add(f"{name} = {make}({arguments})")
        with self.block("except TypeError as error:"):
            self.add("print(error)")
        for _ in range(self.rng.randint(2, 5)):
            self.show(self.pick((f"{name}[0]()", f"{name}[0](by=7)", f"{name}[1]()()",
                                 f"{name}[0].__closure__ is not None", f"{name}[0](1, 2)",
                                 f"{make}.__kwdefaults__", f"sys.getrefcount({name}[0])",
                                 f"{name}[0].__code__.co_freevars")))

    # ---- Classes ------------------------------------------------------------------------------

    def classes(self):
        names = []
        for _ in range(self.rng.randint(2, 5)):
            names.append(self.one_class(names))
        for name in names:
            self.show(f"[base.__name__ for base in {name}.__mro__]")
            made = self.fresh("o")
            self.add(f"{made} = {name}({self.e.int(0)})")
            for _ in range(self.rng.randint(2, 6)):
                self.show(self.object_use(made))

    def one_class(self, names):
        name = self.fresh("C")
        bases = self.rng.sample(names, min(len(names), self.rng.randint(0, 2)))
        bases.sort(key=names.index, reverse=self.chance(0.9))
        with self.block("try:"):
            with self.block(f"class {name}({', '.join(bases)}):"):
                self.class_body(name, bool(bases))
        with self.block("except TypeError as error:"):
            self.add("print(error)")
            with self.block(f"class {name}:"):
                self.class_body(name, False)
        return name

    def class_body(self, name, based):
        if self.chance(0.25):
            self.add(f"__slots__ = {self.pick((('value',), ('value', 'other'), ()))!r}")
        with self.block("def __init__(self, value):"):
            self.add("super().__init__(value)" if based else "pass")
            self.add("self.value = value")
        self.add(f"def __repr__(self): return f'{name}<{{self.value}}>'")
        self.add(f"shared = {self.e.any(0)}")
        for method in self.rng.sample(METHODS, self.rng.randint(0, 6)):
            self.add(method.replace("NAME", name))

    def object_use(self, name):
        other = self.pick((name, self.e.int(0), self.e.str(0), self.e.list(0)))
        return self.pick((
            f"{name} {self.pick(('+', '-', '*', '@', '|', '<', '<=', '==', '!=', '%'))} {other}",
            f"{other} {self.pick(('+', '-', '*', '>', '=='))} {name}", f"{name}.value",
            f"{name}.{self.pick(('missing', 'shared', 'double', 'describe', 'make', 'other'))}",
            f"len({name})", f"bool({name})", f"list({name})", f"{name}[{self.e.int(0)}]",
            f"{name}(1)", f"hash({name}) == hash({name})", f"{name} in [{name}]", f"str({name})",
            f"setattr({name}, {self.pick(('value', 'other', 'double', 'new'))!r}, {other})",
            f"delattr({name}, {self.pick(('value', 'other', 'double', 'shared'))!r})",
            f"{name}.describe()", f"{name}.make()", f"type({name}).make()", f"int({name})",
            f"format({name}, '>8')", f"-{name}", f"{name} is {name}", f"dir({name})[-3:]",
            f"sorted(getattr({name}, '__dict__', {{}}))", f"isinstance({name}, type({other}))",
            f"sys.getrefcount({name})", f"gc.is_tracked({name})", f"iter({name}) is None",
            f"{name}.__class__.__name__", f"next({name})", f"abs({name})", f"{name} and {other}"))

    # ---- Lifetimes ----------------------------------------------------------------------------

    def lifetimes(self):
        """Objects that refer to each other at random, and how they end."""
        kind, count = self.fresh("Node"), self.rng.randint(2, 6)
        with self.block(f"class {kind}:"):
            self.add(f"__slots__ = {self.pick(SLOTS)}" if self.chance(0.3) else "pass")
            with self.block("def __init__(self, name):"):
                self.add("self.name, self.one, self.two = name, None, None")
            self.add(f"def __repr__(self): return '{kind} ' + self.name")
            if self.chance(0.3):
                with self.block("def __del__(self):"):
                    self.add("finished.append(self.name)")
                    if self.chance(0.2):
                        self.add("saved.append(self)")
        self.add("gc.collect(); finished, saved = [], []")
        names = [self.fresh("n") for _ in range(count)]
        for name in names:
            self.add(f"{name} = {kind}({name!r})")
        refs = []
        if "'__weakref__'" in "".join(self.lines[-count - 12:]) or not any(
                "__slots__" in line for line in self.lines[-count - 12:]):
            for name in self.rng.sample(names, self.rng.randint(1, count)):
                refs.append(self.fresh("r"))
                callback = ", lambda ref: print('gone')" if self.chance(0.2) else ""
                self.add(f"{refs[-1]} = weakref.ref({name}{callback})")
        for _ in range(self.rng.randint(2, 8)):
            self.link(names)
        for name in names:
            self.add(f"print({name!r}, sys.getrefcount({name}), gc.is_tracked({name}))")
        for name in self.rng.sample(names, self.rng.randint(1, count)):
            self.add(f"{name} = None" if self.chance(0.5) else f"del {name}")
            self.add("print(sorted(finished), len(finished))")
            for ref in refs:
                self.add(f"print({ref}() is None, end=' ')")
        self.add("print(gc.collect(), sorted(finished), sorted(map(repr, saved)))")
        for ref in refs:
            self.add(f"print({ref}(), end=' ')")
        self.add("del saved[:]; print(gc.collect(), sorted(finished))")

    def link(self, names):
        a, b, field = self.pick(names), self.pick(names), self.pick(("one", "two"))
        self.add(self.pick((
            f"{a}.{field} = {b}", f"{a}.{field} = {b}", f"{a}.{field} = [{b}, {a}]",
            f"{a}.{field} = ({b},)", f"{a}.{field} = {{'k': {b}}}", f"{a}.{field} = {{{b}, 1}}",
            f"{a}.{field} = lambda x={b}: x", f"{a}.{field} = {b}.__init__", f"{a}.{field} = None",
            f"{a}.{field} = iter([{b}])", f"{a}.{field} = (x for x in [{b}])",
            f"{a}.{field} = [[[{b}]]]", f"{a}.{field} = {{1: [{b}], 2: ()}}.values()")))

    def tracking(self):
        """Which containers the collector watches, and what it finds in plain cycles."""
        name = self.fresh("t")
        for _ in range(self.rng.randint(2, 5)):
            self.add(f"{name} = None; gc.collect()")
            with self.block("try:"):
                self.add(f"{name} = {self.pick((self.e.tuple, self.e.dict, self.e.list))(2)}")
            with self.block("except Exception as error:"):
                self.add("print(error)")
            self.add(f"print(gc.is_tracked({name}), end=' ')")
            self.add(f"settle(); print(gc.is_tracked({name}))")
        items = ["[]", "{}", "set()", "[[], {}]", "{1: []}", "{2: 3}", "[()]"]
        chosen = [self.fresh("c") for _ in range(self.rng.randint(1, 4))]
        for each in chosen:
            self.add(f"{each} = [{self.pick(items)}]")
        for _ in range(self.rng.randint(1, 5)):
            item = self.pick((self.pick(chosen), self.pick(items)))
            self.add(f"{self.pick(chosen)}.append({item})")
        for each in chosen:
            self.add(f"print(sys.getrefcount({each}), {each})")
        self.add(f"del {', '.join(chosen)}")
        self.add(f"print(gc.collect({self.pick(('', '0', '1', '2'))}), gc.collect())")

    # ---- Calls, unpacking, patterns -----------------------------------------------------------

    def calls(self):
        name = self.fresh("f")
        parameters = self.pick(("a", "a, b=2", "a, /, b", "*args", "a, *args, k=1", "a, *, k",
                                "**kw", "a, b=2, *args, c=3, **kw", "a=1, /, *, k=2", "self, a"))
        with self.block(f"def {name}({parameters}):"):
            self.add("return sorted(locals().items(), key=repr)")
        for _ in range(self.rng.randint(3, 7)):
            parts = self.rng.sample(("1", "2", "3", "*[4, 5]", "*'xy'",
            "*()"), self.rng.randint(0, 3))
            parts += self.rng.sample(("a=6", "b=7", "k=8", "**{'z': 9}", "**{'a': 0}", "**{}"),
                                     self.rng.randint(0, 2))
            self.show(f"{name}({', '.join(parts)})")
        self.show(f"({name}.__defaults__, {name}.__kwdefaults__, {name}.__code__.co_varnames)")
        for _ in range(self.rng.randint(1, 4)):
            target = self.pick(("a, b", "a, *b", "*a, b", "(a, b), c", "[a, [b, *c]]", "a, b, c"))
            with self.block("try:"):
                self.add("a = b = c = None")
                self.add(f"{target} = {self.pick((self.e.list, self.e.tuple, self.e.str))(1)}")
                self.add("print(a, b, c)")
            with self.block("except Exception as error:"):
                self.add("print(type(error).__name__, error)")

    def patterns(self):
        name = self.fresh("match")
        with self.block(f"def {name}(subject):"):
            with self.block("match subject:"):
                for pattern in self.rng.sample(PATTERNS, self.rng.randint(2, 7)):
                    names = [word for word in ("x", "y", "rest") if word in pattern.split(" ")]
                    with self.block(f"case {pattern}:"):
                        self.add(f"return {self.fresh('')}, [{', '.join(names)}]")
                with self.block("case _:"):
                    self.add("return 'none'")
        for _ in range(self.rng.randint(3, 8)):
            self.show(f"{name}({self.e.any(self.rng.randint(0, 2))})")


class _Indented:
    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.program.depth += 1

    def __exit__(self, *exception):
        self.program.depth -= 1


SLOTS = ("('name', 'one', 'two')", "('name', 'one', 'two', '__weakref__')",
         "('name', '__dict__', '__weakref__')")
METHODS = (
    "def __add__(self, other): return ('add', self.value, other)",
    "def __radd__(self, other): return ('radd', other, self.value)",
    "def __sub__(self, other): return NotImplemented",
    "def __mul__(self, other): return type(self)(self.value * other)",
    "def __iadd__(self, other): self.value += other; return self",
    "def __eq__(self, other): return isinstance(other, NAME) and self.value == other.value",
    "def __lt__(self, other): return self.value < other",
    "def __hash__(self): return hash(self.value)",
    "def __len__(self): return self.value",
    "def __bool__(self): return self.value",
    "def __getitem__(self, key): return [10, 20, 30][key]",
    "def __contains__(self, item): return item == self.value",
    "def __iter__(self): yield self.value; yield 'NAME'",
    "def __next__(self): raise StopIteration",
    "def __call__(self, *args): return args, self.value",
    "def __getattr__(self, name): return 'NAME missing ' + name",
    "def __getattribute__(self, name): return object.__getattribute__(self, name)",
    "def __int__(self): return self.value",
    "def __index__(self): return self.value",
    "def __neg__(self): return 'neg'",
    "def __abs__(self): return super().__abs__()",
    "def __str__(self): return 'NAME!'",
    "def __format__(self, spec): return 'NAME:' + spec",
    "def describe(self): return 'NAME', self.value",
    "def describe(self): return 'NAME', super().describe()",
    "double = property(lambda self: self.value * 2)",
    "make = classmethod(lambda cls: cls(0))",
    "make = staticmethod(lambda: 'NAME')",
    "def __setattr__(self, name, value): super().__setattr__(name, value)",
    "def __delattr__(self, name): print('delete', name); object.__delattr__(self, name)",
    "def __init_subclass__(cls, **kw): print('NAME'); super().__init_subclass__(**kw)",
    "def __set_name__(self, owner, name): pass",
    "def __del__(self): pass",
)
PATTERNS = ("0", "-1", "'abc'", "None", "True", "int( x )", "str( x )", "[ x , y ]",
            "[ x , * rest ]",
            "( 1 | 2 ) as x", "{ 'a' : x }", "{ 'a' : x , ** rest }", "[]", "float() as x",
            "[ int( x ) , * _ ]", "{}", "bool( x )", "x if x and x == 1", "bytes()", "( x , )")


def generate(seed):
    """The text of the program of this seed."""
    program = Program(seed)
    sections = (program.values, program.values, program.variables, program.variables, program.flow,
                program.flow, program.generators, program.closures, program.classes,
                program.lifetimes, program.lifetimes, program.tracking, program.calls,
                program.patterns)
    for _ in range(program.rng.randint(4, 9)):
        program.rng.choice(sections)()
    return program.text()


if __name__ == "__main__":
    sys.stdout.write(generate(int(sys.argv[1])))
