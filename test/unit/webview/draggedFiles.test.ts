import assert from 'node:assert/strict';
import { droppedUris, mayBeFiles } from '../../../src/webview/draggedFiles.ts';

const ofCode = 'application/vnd.code.uri-list';
const drag = (data: Readonly<Record<string, string>>) => ({
  types: Object.keys(data),
  getData: (type: string) => data[type] ?? '',
});

describe('what is dragged over the page', () => {
  it('is files when VS Code or a list of addresses says so, not text and not a link of a page', () => {
    assert.equal(mayBeFiles(drag({ [ofCode]: '', 'text/html': '' })), true);
    assert.equal(mayBeFiles(drag({ 'text/uri-list': '' })), true);
    assert.equal(mayBeFiles(drag({ 'text/uri-list': '', 'text/html': '' })), false);
    assert.equal(mayBeFiles(drag({ 'text/plain': '' })), false);
    assert.equal(mayBeFiles(drag({ Files: '' })), false);
  });

  it('is all addresses of the list, VS Code’s before others, without its comments', () => {
    const list = '# of VS Code\r\nfile:///w/a.ts\r\n\r\nvscode-remote://here/w/two%20words.md\r\n';
    assert.deepEqual(droppedUris(drag({ 'text/uri-list': 'file:///w/b.ts', [ofCode]: list })), [
      'file:///w/a.ts',
      'vscode-remote://here/w/two%20words.md',
    ]);
    assert.deepEqual(droppedUris(drag({ 'text/uri-list': 'file:///w/b.ts\n' })), [
      'file:///w/b.ts',
    ]);
  });

  it('is nothing when it is a web page, or text', () => {
    assert.deepEqual(droppedUris(drag({ 'text/uri-list': 'https://example.org/a' })), []);
    assert.deepEqual(droppedUris(drag({ 'text/plain': 'file:///w/a.ts' })), []);
  });

  it('is cut to what a message may carry', () => {
    const many = Array.from({ length: 500 }, (_, index) => `file:///w/${index}`).join('\n');
    assert.equal(droppedUris(drag({ [ofCode]: many })).length, 21);
    const [long] = droppedUris(drag({ [ofCode]: `file:///${'a'.repeat(20_000)}` }));
    assert.equal(long?.length, 8192);
  });
});
