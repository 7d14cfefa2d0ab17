import { callFaults, walkCalls } from './faultWalk.ts';

describe('a set of files that is applied, where calls fail and writes are short', () => {
  for (const [code, length, row] of callFaults) {
    it(`loses nothing, with ${code} at every call, ${length} (${row})`, async function () {
      this.timeout(300_000);
      await walkCalls('failedWrites.ts', ['apply', code, length], 150);
    });
  }
});
