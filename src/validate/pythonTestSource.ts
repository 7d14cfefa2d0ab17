/**
 * Runs one test file with `unittest` and tells each outcome on what was standard output, each line
 * beginning with a word. Plain `test_…` functions without parameters are run as tests too, as pytest
 * would. A change of `unittest` itself is told as a problem; looking into frames or memory is denied.
 */
export const pythonTestSource = String.raw`import importlib, importlib.util, inspect, json, os, sys, time, traceback, unittest

def main():
    order = json.loads(sys.stdin.readline())
    root, file = order["root"], order["file"]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    out = os.dup(1)
    os.dup2(2, 1)
    os.chdir(root)
    sys.argv = [file]
    report = make_report(order["word"], out)
    del order

    def shown(path):
        relative = os.path.relpath(os.path.abspath(path), root)
        return None if relative.startswith("..") else relative.replace(os.sep, "/")

    def place(error):
        found = None
        for frame in traceback.extract_tb(error.__traceback__):
            name = shown(frame.filename)
            if name is not None:
                found = {"file": name, "line": frame.lineno}
        if isinstance(error, SyntaxError) and error.filename and shown(error.filename):
            found = {"file": shown(error.filename), "line": error.lineno or 1}
        return found or {}

    def say(error):
        return ("%s: %s" % (type(error).__name__, error))[:4000]

    # Only what code of the tests cannot replace is used here: no builtins, no Python functions.
    def check():
        for owner, known in framework:
            now = owner.__dict__
            for name, value in known.items():
                if now.get(name) is not value:
                    report({"type": "problem", "message": file + " changed unittest."})
                    framework.clear()
                    return

    class Result(unittest.TestResult):
        def startTest(self, test):
            check()
            super().startTest(test)
            self.began = time.monotonic()

        def addFailure(self, test, err):
            super().addFailure(test, err)
            self.tell(test, False, err[1])

        def addError(self, test, err):
            super().addError(test, err)
            self.tell(test, False, err[1])

        def addSkip(self, test, reason):
            super().addSkip(test, reason)
            report({"type": "skipped", "name": test.id()[:4000], "testFile": file})

        def stopTest(self, test):
            check()
            super().stopTest(test)

        def addSubTest(self, test, subtest, err):
            super().addSubTest(test, subtest, err)
            if err is not None:
                self.tell(subtest, False, err[1])

        def addSuccess(self, test):
            super().addSuccess(test)
            self.tell(test, True, None)

        def addExpectedFailure(self, test, err):
            super().addExpectedFailure(test, err)
            self.tell(test, True, None)

        def addUnexpectedSuccess(self, test):
            super().addUnexpectedSuccess(test)
            self.tell(test, False, AssertionError("unexpected success"))

        def tell(self, test, passed, error):
            value = {"type": "test", "name": test.id()[:4000], "passed": passed, "testFile": file}
            began = getattr(self, "began", None)
            if began is not None:
                value["durationMs"] = round((time.monotonic() - began) * 1000)
            if error is not None:
                value["message"] = say(error)
                value.update(place(error))
            report(value)

    def load(file):
        path = os.path.join(root, *file.split("/"))
        stem = os.path.splitext(os.path.basename(path))[0]
        parts, folder = [stem], os.path.dirname(path)
        while folder != root and os.path.exists(os.path.join(folder, "__init__.py")):
            parts.insert(0, os.path.basename(folder))
            folder = os.path.dirname(folder)
        for place in (folder, os.path.join(root, "src"), root):
            if place not in sys.path:
                sys.path.insert(0, place)
        if len(parts) > 1:
            return importlib.import_module(".".join(parts))
        spec = importlib.util.spec_from_file_location(stem, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[stem] = module
        spec.loader.exec_module(module)
        return module

    def functions(module):
        for name, value in sorted(vars(module).items()):
            if not name.startswith("test") or not inspect.isfunction(value):
                continue
            if value.__module__ != module.__name__:
                continue
            needed = [p for p in inspect.signature(value).parameters.values()
                      if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
            if not needed:
                yield unittest.FunctionTestCase(value, description=name)

    sys.path[:] = [p for p in sys.path if p]
    framework = snapshot()
    framework.append((Result, {name: value for name, value in vars(Result).items() if callable(value)}))
    seal(root)
    try:
        module = load(file)
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        suite.addTests(functions(module))
        suite.run(Result())
    except BaseException as error:
        report({"type": "problem", "message": say(error), **({"file": file} | place(error))})
    check()
    report("done")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

def make_report(word, out):
    owner, write, getpid, quote = os.getpid(), os.write, os.getpid, json.encoder.encode_basestring_ascii
    def encode(value):
        if value is True or value is False:
            return "true" if value else "false"
        return "%d" % value if value.__class__ is number else quote(value)
    number = int
    def report(value):
        if getpid() != owner:
            return
        text = quote(value) if value == "done" else "{" + ",".join([quote(key) + ":" + encode(one) for key, one in value.items()]) + "}"
        line = (word + text + "\n").encode()
        while line:
            line = line[write(out, line):]
    return report

def snapshot():
    """What unittest does to judge a test, as it is before any code of the tests has run."""
    modules = (unittest.case, unittest.suite, unittest.loader, unittest.result)
    owners = {value for module in modules for value in vars(module).values()
              if inspect.isclass(value) and value.__module__.startswith("unittest.")}
    kinds = (staticmethod, classmethod)
    return [(owner, {name: value for name, value in vars(owner).items()
                     if callable(value) or isinstance(value, kinds)})
            for owner in [*owners, *modules]]

def seal(root):
    """Denies code of the tests what looks into the frames and the memory of this process."""
    libraries = tuple({os.path.dirname(os.__file__), sys.prefix, sys.base_prefix, os.path.dirname(__file__)})
    getframe, busy = sys._getframe, []
    def is_ours(name):
        return name.startswith(("<frozen", *libraries)) and not name.startswith(root + os.sep)
    def audit(event, args):
        if event not in watched or busy:
            return
        busy.append(1)
        try:
            allowed = is_allowed(event, args, getframe(1))
        finally:
            busy.pop()
        if not allowed:
            raise ValueError("%s is not available to tests" % event)
    def is_allowed(event, args, caller):
        if event == "open":
            path = args[0]
            return not (isinstance(path, str) and path.startswith("/proc") and path.endswith("/mem"))
        if event == "object.__getattr__" and args[1] not in ("tb_frame", "gi_frame", "cr_frame", "ag_frame"):
            return True
        if event == "compile":
            return is_ours(caller.f_code.co_filename) or not is_ours(str(args[1] or "<string>"))
        if event == "sys._getframe" and args and not is_ours(args[0].f_code.co_filename):
            return False
        if event == "ctypes.dlsym":
            return not str(args[1]).startswith(("Py", "_Py"))
        return event in ("sys._getframe", "object.__getattr__", "code.__new__") and is_ours(caller.f_code.co_filename)
    watched = {"open", "object.__getattr__", "compile", "code.__new__", "sys._getframe", "ctypes.dlsym",
               "ctypes.cdata", "ctypes.string_at", "ctypes.wstring_at", "gc.get_objects", "gc.get_referrers",
               "gc.get_referents", "sys._current_frames", "sys._current_exceptions"}
    sys.addaudithook(audit)

main()
`;
