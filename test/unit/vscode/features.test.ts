import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/base/logger.ts';
import { Features } from '../../../src/vscode/features.ts';

describe('Features', () => {
  it('logs a feature that fails and starts the others', () => {
    const lines: unknown[] = [];
    const features = new Features({ ...silentLogger, error: (line) => void lines.push(line) });
    const ended: string[] = [];
    features.start('One', () => ({ dispose: () => void ended.push('one') }));
    const broken = features.start('Two', () => {
      throw new Error('no');
    });
    features.start('Three', () => ({ dispose: () => void ended.push('three') }));
    assert.equal(broken, undefined);
    assert.deepEqual(lines, ['Two could not start.']);
    features.dispose();
    assert.deepEqual(ended, ['three', 'one']);
  });
});
