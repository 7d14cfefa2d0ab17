import assert from 'node:assert/strict';
import { maxTextBytes, parseFromView } from '../../../src/protocol/fromView.ts';
import type { FromView } from '../../../src/protocol/messages.ts';

const every: Readonly<{ [T in FromView['type']]: Extract<FromView, { type: T }> }> = {
  ready: { type: 'ready' },
  resync: { type: 'resync' },
  alive: { type: 'alive' },
  send: { type: 'send', text: 'Hello', mode: 'auto' },
  queue: { type: 'queue', text: 'Next', mode: 'chat' },
  'find-mentions': { type: 'find-mentions', query: 'file:src/a' },
  'find-files': { type: 'find-files', names: ['src/a.ts'] },
  'open-file': { type: 'open-file', path: 'src/a.ts', line: 12, isProposed: true },
  'drop-files': { type: 'drop-files', uris: ['file:///project/src/a.ts'] },
  unqueue: { type: 'unqueue', isEdited: true },
  fork: { type: 'fork', runId: 'r' },
  stop: { type: 'stop', runId: 'r' },
  'answer-interrupt': {
    type: 'answer-interrupt',
    runId: 'r',
    interruptId: 'i',
    answer: {
      decision: 'approve',
      plan: { codePath: 'a.ts', testPath: 'a.test.ts', steps: ['Write it.'] },
    },
  },
  apply: { type: 'apply', runId: 'r', paths: ['a.ts'] },
  discard: { type: 'discard', runId: 'r' },
  review: { type: 'review', runId: 'r', path: 'a.ts' },
  'choose-changes': { type: 'choose-changes', runId: 'r' },
  'undo-changes': { type: 'undo-changes', runId: 'r' },
  'keep-changes': { type: 'keep-changes', runId: 'r' },
  'restore-files': { type: 'restore-files' },
  'show-earlier': { type: 'show-earlier' },
  resume: { type: 'resume', runId: 'r' },
  dismiss: { type: 'dismiss', runId: 'r' },
  'new-conversation': { type: 'new-conversation' },
  'open-conversation': { type: 'open-conversation', id: 'c' },
  'delete-conversation': { type: 'delete-conversation', id: 'c' },
  'rename-conversation': { type: 'rename-conversation', id: 'c', title: 'New title' },
  'export-conversation': { type: 'export-conversation', id: 'c', format: 'json' },
  'import-conversation': { type: 'import-conversation' },
  'commit-message': { type: 'commit-message' },
  'watch-activity': { type: 'watch-activity', isOn: true },
  'export-activity': { type: 'export-activity' },
  'select-model': { type: 'select-model' },
  'pull-model': { type: 'pull-model', name: 'qwen' },
  'retry-connection': { type: 'retry-connection' },
  diagnose: { type: 'diagnose' },
  'show-log': { type: 'show-log' },
  'manage-trust': { type: 'manage-trust' },
  'open-folder': { type: 'open-folder' },
  'open-link': { type: 'open-link', url: 'https://example.org/a' },
  'use-code': { type: 'use-code', code: 'x', language: 'ts', place: 'new-file' },
  copy: { type: 'copy', text: '' },
};

describe('messages from the view', () => {
  for (const message of Object.values(every)) {
    it(`accepts ${message.type} as it was sent`, () => {
      assert.deepEqual(parseFromView(structuredClone(message)), message);
    });
    it(`refuses ${message.type} with a key nobody expects`, () => {
      assert.equal(parseFromView({ ...message, command: 'workbench.action.quit' }), undefined);
    });
  }

  it('accepts apply and review without paths', () => {
    assert.deepEqual(parseFromView({ type: 'apply', runId: 'r' }), { type: 'apply', runId: 'r' });
    assert.deepEqual(parseFromView({ type: 'review', runId: 'r' }), { type: 'review', runId: 'r' });
  });

  it('counts the limit of a text in bytes, not in characters', () => {
    const fits = 'é'.repeat(maxTextBytes / 2);
    assert.ok(parseFromView({ type: 'copy', text: fits }));
    assert.equal(parseFromView({ type: 'copy', text: `${fits}é` }), undefined);
    assert.equal(parseFromView({ type: 'copy', text: 'a'.repeat(maxTextBytes + 1) }), undefined);
  });

  for (const value of [
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'execute', command: 'x' },
    { type: 'send', text: '', mode: 'auto' },
    { type: 'send', text: 'a', mode: 'root' },
    { type: 'find-mentions', query: 'x'.repeat(301) },
    { type: 'drop-files', uris: [] },
    { type: 'drop-files', uris: ['file:///a', 7] },
    { type: 'drop-files', uris: [`file:///${'a'.repeat(8185)}`] },
    { type: 'drop-files', uris: Array.from({ length: 22 }, () => 'file:///a') },
    { type: 'stop' },
    { type: 'stop', runId: '' },
    { type: 'stop', runId: 'r'.repeat(201) },
    { type: 'apply', runId: 'r', paths: 'a.ts' },
    { type: 'apply', runId: 'r', paths: undefined },
    { type: 'apply', runId: 'r', paths: Array.from({ length: 1001 }, () => 'a') },
    { type: 'find-files', names: [] },
    { type: 'find-files', names: [''] },
    { type: 'find-files', names: ['a'.repeat(301)] },
    { type: 'find-files', names: Array.from({ length: 65 }, () => 'a.ts') },
    { type: 'open-file', path: '' },
    { type: 'open-file', path: 'a\0.ts' },
    { type: 'open-file', path: 'a'.repeat(4097) },
    { type: 'open-file', path: 'file:///etc/passwd' },
    { type: 'open-file', path: 'command:workbench.action.quit' },
    { type: 'open-file', path: 'vscode://settings/a' },
    { type: 'open-file', path: 'a.ts', line: 0 },
    { type: 'open-file', path: 'a.ts', line: 1.5 },
    { type: 'open-file', path: 'a.ts', isProposed: false },
    { type: 'open-link', url: 'javascript:alert(1)' },
    { type: 'open-link', url: 'command:workbench.action.quit' },
    { type: 'open-link', url: 'https://' },
    { type: 'open-link', url: `https://example.org/${'a'.repeat(2048)}` },
  ]) {
    it(`refuses ${JSON.stringify(value)?.slice(0, 70) ?? 'undefined'}`, () => {
      assert.equal(parseFromView(value), undefined);
    });
  }
});
