/**
 * Runs test files with `unittest`, each in a process of its own, and reports like the Node runner:
 * JSON lines that begin with a secret which no process of the tests is told, on standard output;
 * what tests print goes to standard error.
 */
export const pythonRunnerSource = String.raw`import hashlib, json, os, secrets, shutil, subprocess, sys, threading

def main():
    order = json.loads(sys.stdin.read())
    secret, root, files = order["secret"], order["root"], order["files"]
    child = os.path.join(os.path.dirname(os.path.abspath(__file__)), "child.py")

    def report(text):
        line = (secret + text + "\n").encode()
        while line:
            line = line[os.write(1, line):]

    def problem(text):
        report(json.dumps({"type": "problem", "message": text}))

    def digest(path):
        try:
            with open(os.path.join(root, *path.split("/")), "rb") as source:
                return hashlib.sha256(source.read()).hexdigest()
        except OSError:
            return None

    def run(file):
        word = secrets.token_hex(16) + " "
        tests = subprocess.Popen([sys.executable, "-B", child], cwd=root, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=2)
        seen = {"done": False, "forged": False, "rest": b""}

        def listen():
            while chunk := os.read(tests.stdout.fileno(), 65536):
                *lines, seen["rest"] = (seen["rest"] + chunk).split(b"\n")
                for line in lines:
                    text = line.decode("utf-8", "replace")
                    if not text.startswith(word):
                        seen["forged"] = True
                    elif text == word + '"done"':
                        seen["done"] = True
                    elif not seen["done"]:
                        report(text[len(word):])

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            tests.stdin.write((json.dumps({"word": word, "root": root, "file": file}) + "\n").encode())
            tests.stdin.close()
        except BrokenPipeError:
            pass
        code = tests.wait()
        # A process that the tests left behind may hold the channel open: it has nothing to tell.
        listener.join(0.5)
        if seen["forged"] or seen["rest"]:
            problem(file + " wrote into the report of the tests.")
        if code < 0:
            problem("%s was ended by signal %d: it took more memory than tests may, or ended itself." % (file, -code))
        if not seen["done"]:
            report(json.dumps({"type": "file-unfinished", "file": file}))
        if code != 0:
            report(json.dumps({"type": "file-failed", "file": file}))

    def survey():
        """Time of the last change of everything in the tree, which no program can set."""
        found = {}
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name != "node_modules"]
            for name in folders + names:
                path = os.path.join(folder, name)
                found[os.path.relpath(path, root)] = os.lstat(path).st_ctime_ns
        return found

    def restore(before):
        """Takes out what a test file added; true where it left the code as it was."""
        changed = []
        for path, time_ns in survey().items():
            full = os.path.join(root, path)
            if path not in before:
                if os.path.isdir(full) and not os.path.islink(full):
                    shutil.rmtree(full, ignore_errors=True)
                elif os.path.lexists(full):
                    os.unlink(full)
            elif time_ns != before[path] and not os.path.isdir(full) and is_code(path):
                changed.append(path)
        return changed

    def is_code(path):
        return path.endswith((".py", ".pyi", ".pth", ".toml", ".cfg", ".ini", ".so"))

    hashes = {path: digest(path) for path in order.get("sources", files)}
    for index, file in enumerate(files):
        before = survey() if index < len(files) - 1 else None
        run(file)
        changed = [path for path, value in hashes.items() if digest(path) != value]
        for path in changed or (restore(before) if before else []):
            problem(path + " was changed while the tests ran.")
        hashes = {path: digest(path) for path in hashes}
    report(json.dumps({"type": "end"}))
    sys.stderr.flush()
    os._exit(0)

main()
`;
