import assert from 'node:assert/strict';
import { bannerOf, type Banner } from '../../../src/webview/banner.ts';
import { reduce } from '../../../src/webview/reduce.ts';
import { initialState } from '../../../src/webview/state.ts';
import { createLanguage } from '../../../src/webview/text.ts';
import type { ViewSnapshot } from '../../../src/protocol/messages.ts';
import {
  conversationId,
  noServer,
  runId,
  snapshotOf,
  task,
} from '../../webview/support/samples.ts';

const language = createLanguage({}, 'en');

function banner(part: Partial<ViewSnapshot>): Banner | undefined {
  return bannerOf(reduce(initialState, { seq: 1, ...snapshotOf(part) }, 0), language);
}

const resumable = [
  { runId, conversationId, task, finishedNodes: ['intent', 'planner'], interruptedAt: 0 },
];
const noModel = { code: 'no-model', text: { message: 'No model is installed.' } } as const;

describe('the banner', () => {
  it('says nothing before the host has spoken, and nothing when all is well', () => {
    assert.equal(bannerOf(initialState, language), undefined);
    assert.equal(banner({}), undefined);
  });

  it('offers to try again when no server answers', () => {
    const found = banner({ connection: { kind: 'problem', error: noServer } });
    assert.equal(found?.kind, 'no-server');
    assert.deepEqual(found?.primary?.message, { type: 'retry-connection' });
    assert.match(found?.text ?? '', /127\.0\.0\.1:11434\. Start Ollama/);
  });

  it('offers to download the model the host suggests, else to choose one', () => {
    const connection = { kind: 'problem', error: noModel } as const;
    const suggested = banner({ connection: { ...connection, suggestedModel: 'qwen' } });
    assert.deepEqual(suggested?.primary?.message, { type: 'pull-model', name: 'qwen' });
    assert.deepEqual(banner({ connection })?.primary?.message, { type: 'select-model' });
  });

  it('shows how far a download is', () => {
    const pulling = { kind: 'pulling', model: 'qwen', status: 'pulling manifest' } as const;
    const text = (status: string): string | undefined =>
      banner({ connection: { ...pulling, status } })?.text;
    assert.equal(text('pulling manifest'), 'Looking for the model');
    assert.equal(text('verifying sha256 digest'), 'Checking what has come');
    assert.equal(text('something new'), 'something new');
    const status = 'pulling 60e05f210007';
    const half = banner({ connection: { ...pulling, status, fraction: 0.505 } });
    assert.equal(half?.text, '50%');
    assert.equal(half?.progress?.fraction, 0.505);
  });

  it('puts the server before trust, trust before the folder, the folder before a resumption', () => {
    const all = { isTrusted: false, hasFolder: false, resumable } as const;
    const connection = { kind: 'problem', error: noServer } as const;
    assert.equal(banner({ ...all, connection })?.kind, 'no-server');
    assert.equal(banner(all)?.kind, 'untrusted');
    assert.equal(banner({ ...all, isTrusted: true })?.kind, 'no-folder');
    assert.equal(banner({ resumable })?.kind, 'resumable');
  });

  it('does not offer a resumption while a run goes on', () => {
    assert.equal(banner({ resumable, activeRunId: 'other' }), undefined);
  });
});
