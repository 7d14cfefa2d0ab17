/**
 * Runs test files with `unittest` and reports like the Node runner: JSON lines that begin with a
 * secret, on what was standard output; everything the tests print goes to standard error. Plain
 * `test_…` functions without parameters are run as tests too, as pytest would.
 */
export const pythonRunnerSource = String.raw`import importlib, importlib.util, inspect, json, os, sys, time, traceback, unittest

def main():
    order = json.loads(sys.stdin.read())
    secret, root, files = order["secret"], order["root"], order["files"]
    out = os.dup(1)
    os.dup2(2, 1)
    os.set_inheritable(out, False)
    owner = os.getpid()
    os.chdir(root)
    sys.argv = [files[0]]

    def report(value):
        if os.getpid() != owner:
            return
        line = (secret + json.dumps(value) + "\n").encode()
        while line:
            line = line[os.write(out, line):]

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

    class Result(unittest.TestResult):
        def startTest(self, test):
            super().startTest(test)
            self.began = time.monotonic()

        def addFailure(self, test, err):
            super().addFailure(test, err)
            self.tell(test, False, err[1])

        def addError(self, test, err):
            super().addError(test, err)
            self.tell(test, False, err[1])

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
            value = {"type": "test", "name": test.id()[:4000], "passed": passed, "testFile": self.file}
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
    for file in files:
        try:
            module = load(file)
        except BaseException as error:
            report({"type": "problem", "message": say(error), **({"file": file} | place(error))})
            continue
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        suite.addTests(functions(module))
        result = Result()
        result.file = file
        try:
            suite.run(result)
        except BaseException as error:
            report({"type": "problem", "message": say(error), **({"file": file} | place(error))})
    report({"type": "end"})
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

main()
`;
