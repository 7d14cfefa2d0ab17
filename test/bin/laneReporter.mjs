import { appendFileSync, writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Mocha's own readable output, and one JSON line per result into the file that test.mjs reads. */
export default class LaneReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.CARAVAN_LANE_RESULTS;
    writeFileSync(file, '');
    const write = (kind, test) =>
      appendFileSync(file, `${JSON.stringify({ kind, title: test?.fullTitle() })}\n`);
    runner.on('pass', (test) => write('pass', test));
    runner.on('fail', (test) => write('fail', test));
    runner.on('pending', (test) => write('pending', test));
    runner.on('end', () => write('end'));
  }
}
