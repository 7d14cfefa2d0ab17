import assert from 'node:assert/strict';
import { riskyCode } from '../../../src/agents/riskyCode.ts';

describe('the security pass over generated code', () => {
  for (const [line, description] of [
    ['execSync(`rm ${name}`);', 'Starts a shell command.'],
    ["const apiKey = 'sk-1234567890';", 'Holds what looks like a secret.'],
    ['data = pickle.loads(blob)', 'Loads data in a way that can run code.'],
    ['return readFile(path.join(root, req.params.name));', 'Joins a path with what it is given.'],
    ['open(os.path.join(BASE, filename)).read()', 'Joins a path with what it is given.'],
    ['const file = resolve(folder, userPath);', 'Joins a path with what it is given.'],
    ["const file = join(import.meta.dirname, 'data.json');", undefined],
    ["return args.join(',');", undefined],
    ['return "".join(part for part in parts)', undefined],
    ['new Promise((resolve) => resolve(input));', undefined],
    ["''.join(sorted(input))", undefined],
    ['const config = resolve(here, name);', undefined],
  ] as const) {
    it(`${description ? 'sees a risk in' : 'lets pass'} ${line}`, () => {
      const [issue] = riskyCode({ path: 'a.ts', content: `${line}\n` });
      assert.equal(issue?.description, description);
    });
  }
});
