// Puts every task of test/eval to a model both ways: npm run eval -- --simulated half
import { join } from 'node:path';
import { root, run, setUp } from './setUp.mjs';

await setUp();
process.exit(await run('node', [join(root, 'test/eval/run.ts'), ...process.argv.slice(2)]));
