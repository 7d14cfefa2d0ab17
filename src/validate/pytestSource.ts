/**
 * Runs one test file with the project's pytest and tells each outcome, from a plugin's hooks, on
 * what was standard output, like the child of the unittest runner.
 */
export const pytestSource = String.raw`import json, os, sys

def main():
    order = json.loads(sys.stdin.readline())
    root, file = order["root"], order["file"]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    out = os.dup(1)
    os.dup2(2, 1)
    os.chdir(root)
    owner, word = os.getpid(), order["word"]
    del order
    for place in (os.path.join(root, "src"), root):
        if os.path.isdir(place) and place not in sys.path:
            sys.path.insert(0, place)

    def report(value):
        line = (word + json.dumps(value) + "\n").encode()
        while line and os.getpid() == owner:
            line = line[os.write(out, line):]

    def shown(path):
        relative = os.path.relpath(os.path.join(root, str(path)), root)
        return None if relative.startswith("..") else relative.replace(os.sep, "/")

    def crash(longrepr):
        found = getattr(longrepr, "reprcrash", None)
        if found is None:
            return str(longrepr)[-4000:], {}
        name = shown(found.path)
        place = {"file": name, "line": found.lineno} if name is not None else {}
        return str(found.message)[:4000], place

    class Plugin:
        failed = set()

        def pytest_runtest_logreport(self, report):
            tell(report)

        def pytest_collectreport(self, report):
            if report.failed:
                message, place = crash(report.longrepr)
                # A syntax or import error is told as a text: its last E lines say what and where.
                said = [line[2:].strip() for line in message.split("\n") if line.startswith("E ")]
                problem({"message": "\n".join(said)[-4000:] or message, "file": file, **place})

    told = {}

    def problem(value):
        report({"type": "problem", **value})

    def tell(result):
        path, *names = result.nodeid.split("::")
        name = ".".join(names)
        begin = {"name": name[:4000], "testFile": file}
        if result.skipped:
            report({"type": "skipped", **begin})
        elif result.failed or (result.when == "call" and result.passed):
            # A test that passed and then fails in its teardown is told twice, the second time red.
            value = {"type": "test", **begin, "passed": result.passed, "file": path,
                     "durationMs": round(result.duration * 1000)}
            if result.location and result.location[1] is not None:
                value["line"] = result.location[1] + 1
            if result.failed:
                message, place = crash(result.longrepr)
                value["message"] = message if result.when == "call" else "%s: %s" % (result.when, message)
                value.update(place)
            report(value)

    import pytest
    arguments = [file, "--rootdir", root, "-p", "no:cacheprovider", "-q", "--tb=short", "--no-header"]
    code = pytest.main(arguments, plugins=[Plugin()])
    if int(code) not in (0, 1, 2):
        problem({"message": "pytest ended with exit code %d." % int(code), "file": file})
    os.write(out, (word + '"done"\n').encode())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

main()
`;
