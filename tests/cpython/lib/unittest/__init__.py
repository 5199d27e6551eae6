# SPDX-License-Identifier: MIT
"""As much of unittest as CPython's tests of its collector need."""
import sys

import simple_pattern


class SkipTest(Exception):
    """The test cannot be run here."""


class _Raises:
    # What assertRaises gives to a with statement.
    def __init__(self, test, expected, pattern=None):
        self.test, self.expected, self.pattern = test, expected, pattern
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.test.fail("%r was not raised" % (self.expected,))
        if not issubclass(kind, self.expected):
            return False
        # Without its frames: what they hold shall be able to die.
        self.exception = error.with_traceback(None)
        if self.pattern is not None:
            self.test.assertRegex(str(error), self.pattern)
        return True


class TestCase:
    failureException = AssertionError

    def __init__(self, methodName="runTest"):
        self._testMethodName = methodName
        self._cleanups = []

    def id(self):
        return "%s.%s" % (type(self).__qualname__, self._testMethodName)

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def addCleanup(self, function, /, *args, **kwargs):
        self._cleanups.append((function, args, kwargs))

    def debug(self):
        """Run the test; what goes wrong comes out as an exception."""
        skip = getattr(getattr(self, self._testMethodName), "__unittest_skip_why__", None)
        if skip is not None:
            raise SkipTest(skip)
        try:
            self.setUp()
            try:
                getattr(self, self._testMethodName)()
            finally:
                self.tearDown()
        finally:
            while self._cleanups:
                function, args, kwargs = self._cleanups.pop()
                function(*args, **kwargs)

    # ---- Assertions ----

    def fail(self, msg=None):
        raise self.failureException(msg)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def _check(self, holds, told, msg):
        if not holds:
            self.fail(told if msg is None else "%s : %s" % (told, msg))

    def assertTrue(self, value, msg=None):
        self._check(value, "%r is not true" % (value,), msg)

    def assertFalse(self, value, msg=None):
        self._check(not value, "%r is not false" % (value,), msg)

    def assertEqual(self, first, second, msg=None):
        self._check(first == second, "%r != %r" % (first, second), msg)

    def assertNotEqual(self, first, second, msg=None):
        self._check(first != second, "%r == %r" % (first, second), msg)

    def assertIs(self, first, second, msg=None):
        self._check(first is second, "%r is not %r" % (first, second), msg)

    def assertIsNot(self, first, second, msg=None):
        self._check(first is not second, "unexpectedly identical: %r" % (first,), msg)

    def assertIsNone(self, value, msg=None):
        self._check(value is None, "%r is not None" % (value,), msg)

    def assertIsNotNone(self, value, msg=None):
        self._check(value is not None, "unexpectedly None", msg)

    def assertIn(self, member, container, msg=None):
        self._check(member in container, "%r not found in %r" % (member, container), msg)

    def assertNotIn(self, member, container, msg=None):
        self._check(member not in container, "%r found in %r" % (member, container), msg)

    def assertIsInstance(self, value, cls, msg=None):
        self._check(isinstance(value, cls), "%r is not an instance of %r" % (value, cls), msg)

    def assertLess(self, first, second, msg=None):
        self._check(first < second, "%r not less than %r" % (first, second), msg)

    def assertLessEqual(self, first, second, msg=None):
        self._check(first <= second, "%r greater than %r" % (first, second), msg)

    def assertGreater(self, first, second, msg=None):
        self._check(first > second, "%r not greater than %r" % (first, second), msg)

    def assertGreaterEqual(self, first, second, msg=None):
        self._check(first >= second, "%r less than %r" % (first, second), msg)

    def assertRegex(self, text, pattern, msg=None):
        self._check(simple_pattern.search(pattern, text),
                    "%r does not match %r" % (text, pattern), msg)

    def _raises(self, context, args, kwargs):
        if not args:
            return context
        function, *rest = args
        with context:
            function(*rest, **kwargs)
        return None

    def assertRaises(self, expected, *args, **kwargs):
        return self._raises(_Raises(self, expected), args, kwargs)

    def assertRaisesRegex(self, expected, pattern, *args, **kwargs):
        return self._raises(_Raises(self, expected, pattern), args, kwargs)


def skip(reason):
    """A decorator: the function, or all of a class, is not run."""
    def mark(test):
        test.__unittest_skip_why__ = reason
        return test
    return mark


def skipIf(condition, reason):
    return skip(reason) if condition else lambda test: test


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


class TestSuite:
    def __init__(self, tests=()):
        self._tests = list(tests)

    def addTest(self, test):
        self._tests.append(test)

    def addTests(self, tests):
        self._tests.extend(tests)

    def __iter__(self):
        for test in self._tests:
            if isinstance(test, TestSuite):
                yield from test
            else:
                yield test


class TestLoader:
    testMethodPrefix = "test"

    def loadTestsFromTestCase(self, cls):
        names = [name for name in sorted(dir(cls))
                 if name.startswith(self.testMethodPrefix) and callable(getattr(cls, name))]
        return TestSuite(map(cls, names))

    def loadTestsFromModule(self, module):
        tests = TestSuite(self.loadTestsFromTestCase(each) for each in vars(module).values()
                          if isinstance(each, type) and issubclass(each, TestCase))
        load_tests = getattr(module, "load_tests", None)
        return load_tests(self, tests, None) if load_tests else tests


def main():
    sys.exit("these tests are run by run.py")
