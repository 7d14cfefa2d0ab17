import { callFaults, walkCalls } from './faultWalk.ts';

describe('the saved steps of a run, where calls fail and writes are short', () => {
  for (const [code, length, row] of callFaults) {
    it(`stay readable, with ${code} at every call, ${length} (${row})`, async function () {
      this.timeout(300_000);
      await walkCalls('failedCheckpoints.ts', [code, length], 60);
    });
  }
});
