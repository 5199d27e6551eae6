# SPDX-License-Identifier: MIT
"""Run CPython's own tests of the collector, of finalizers and of weak references on Ouro.

The test files are those of the Python that runs this, as they are; what they import and Ouro lacks
is in lib/. What cannot pass is in UNSUPPORTED: such a test is skipped while it fails or skips itself,
and is a failure once it passes. For each file there is a line with its counts.
"""
import argparse
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

LIBRARY = Path(os.__file__).resolve().parent

OLD_DESTRUCTOR = "needs _testcapi.with_tp_del, a class with an old-style destructor"
UNTRACKED_CLASS = "needs _testcapi.without_gc, a class whose instances the collector does not know"
THREADS = "needs threads"

# File, then test, then why it cannot pass.
UNSUPPORTED = {
    "test_gc": {
        "GCTests.test_legacy_finalizer": OLD_DESTRUCTOR,
        "GCTests.test_legacy_finalizer_newclass": OLD_DESTRUCTOR,
        "GCTests.test_garbage_at_shutdown": OLD_DESTRUCTOR,
        "GCTests.test_is_tracked": "needs bytearray",
        "GCTests.test_trash_weakref_clear": "needs _testcapi.ContainerNoGC, a type in C that hides "
                                            "its reference from the collector",
        "GCTests.test_trashcan_threads": THREADS,
        "GCCallbackTests.test_collect_garbage": OLD_DESTRUCTOR,
        "GCCallbackTests.test_refcount_errors": "needs a debug build of CPython, and ctypes",
        "PythonFinalizationTests.test_ast_fini": "needs the modules ast and codecs",
    },
    "test_finalization": {
        "SimpleFinalizationTest.test_non_gc": UNTRACKED_CLASS,
        "SimpleFinalizationTest.test_non_gc_resurrect": UNTRACKED_CLASS,
        "LegacyFinalizationTest.test_legacy": OLD_DESTRUCTOR,
        "LegacyFinalizationTest.test_legacy_resurrect": OLD_DESTRUCTOR,
        "LegacyFinalizationTest.test_legacy_self_cycle": OLD_DESTRUCTOR,
    },
    "test_weakref": {
        "ReferencesTestCase.test_cfunction": "needs _testcapi.create_cfunction",
        "MappingTestCase.test_threaded_weak_key_dict_copy": THREADS,
        "MappingTestCase.test_threaded_weak_key_dict_deepcopy": THREADS,
        "MappingTestCase.test_threaded_weak_value_dict_copy": THREADS,
        "MappingTestCase.test_threaded_weak_value_dict_deepcopy": THREADS,
        "MappingTestCase.test_threaded_weak_valued_consistency": THREADS,
        "MappingTestCase.test_threaded_weak_valued_pop": THREADS,
        "MappingTestCase.test_threaded_weak_valued_setdefault": THREADS,
    },
    "test_weakset": {},
}


def results(outcome):
    """(verdict, name of the test, reason or an empty string) of each line that main.py wrote."""
    for line in outcome.stdout.decode("utf-8", "replace").split("\n"):
        verdict, _, rest = line.partition(" ")
        if verdict in ("passed", "failed", "skipped"):
            name, _, reason = rest.partition(": ")
            yield verdict, name, reason


def traceback_of(outcome, name):
    """What main.py wrote on stderr about a test that failed."""
    _, _, rest = outcome.stderr.decode("utf-8", "replace").partition(f"-- {name}\n")
    return rest.partition("\n-- ")[0]


def judge(report, module, outcome):
    """Report each test, and return how many (passed, failed, skipped)."""
    before = report.passed, report.failed, report.skipped
    unsupported = dict(UNSUPPORTED[module])
    for verdict, name, reason in results(outcome):
        full = f"{module} {name}"
        why = unsupported.pop(name, None)
        if verdict == "passed" and why is None:
            report.ok(full)
        elif verdict == "passed":
            report.fail(full, f"passes, but is listed as unsupported: {why}")
        elif why is not None:
            report.skip(full, why)
        elif verdict == "skipped":
            report.fail(full, f"skips itself and is not listed as unsupported: {reason}")
        else:
            report.fail(full, traceback_of(outcome, name))
    for name in unsupported:
        report.fail(f"{module} {name}", "is listed as unsupported, but did not run")
    wrong = outcome.broken() or (f"status {outcome.status}" if outcome.status else "")
    if wrong:
        report.fail(module, f"{wrong}\n" + harness.tail(outcome.stderr))
    return tuple(now - old for now, old in
                 zip((report.passed, report.failed, report.skipped), before))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", metavar="MODULE", nargs="*", help="test_gc ...; default: all")
    parser.add_argument("--ouro", default="build/ouro", metavar="FILE")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    parser.add_argument("--verbose", action="store_true", help="name the tests that pass as well")
    options = parser.parse_args()
    ouro = harness.need_executable(options.ouro)

    report = harness.Report(options.verbose)
    counts = {}
    for module in options.modules or UNSUPPORTED:
        if not (LIBRARY / "test" / f"{module}.py").exists():
            report.skip(module, f"{LIBRARY}/test is not there (package libpython3.11-testsuite)")
            continue
        with tempfile.TemporaryDirectory() as folder:
            outcome = harness.run([ouro, "run", HERE / "main.py", LIBRARY, module],
                                  timeout=options.timeout, cwd=folder)
        counts[module] = judge(report, module, outcome)
    for module, (passed, failed, skipped) in counts.items():
        print(f"{module}: {passed + failed + skipped} tests: "
              f"{passed} passed, {failed} failed, {skipped} skipped")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
