import assert from 'node:assert/strict';
import { workFolder } from '../../../src/vscode/folderChoice.ts';

describe('folder to work in', () => {
  const [first, second] = [
    { name: 'first', path: '/first' },
    { name: 'second', path: '/second' },
  ];

  it('is the only one there is, whatever was chosen before', () => {
    assert.equal(workFolder([first], undefined), first);
    assert.equal(workFolder([first], '/second'), first);
    assert.equal(workFolder([], '/second'), undefined);
  });

  it('is never the first of several by itself, only the one that was chosen (F14)', () => {
    assert.equal(workFolder([first, second], undefined), undefined);
    assert.equal(workFolder([first, second], '/second'), second);
    assert.equal(workFolder([first, second], '/gone'), undefined);
  });
});
