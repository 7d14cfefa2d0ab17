import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import {
  bench,
  codeFile,
  FakeValidator,
  fileSystem,
  goodAnswers,
  goodBody,
  goodModel,
  mendedAtLast,
  never,
  removeFolders,
  request,
} from './support.ts';
import type { ScriptedAnswer } from '../../support/scriptedModel.ts';

const thought = 'return THOUGHT_OF_THE_MODEL;';

describe('what a model thinks', () => {
  afterEach(removeFolders);

  it('is shown, and reaches no prompt, no code and no state, whichever agent asked', async () => {
    const thinks = (answer: string | object): ScriptedAnswer => ({
      ...(typeof answer === 'string' ? { text: answer } : answer),
      thinking: thought,
    });
    const answers = { ...goodAnswers, coder: codeFile("return ' ';"), fixer: codeFile(goodBody) };
    const model = goodModel(
      Object.fromEntries(Object.entries(answers).map(([label, one]) => [label, thinks(one)])),
    );
    const ports = await bench({ model, validator: new FakeValidator(...mendedAtLast) });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request(), ports, ports.emit, never);

    const thinkers = ports.events.flatMap((event) =>
      event.type === 'node-delta' && event.channel === 'thinking' ? [event.node] : [],
    );
    assert.deepEqual(
      [...new Set(thinkers)].sort(),
      ['coder', 'critic', 'debugger', 'fixer', 'planner', 'reflection', 'test_generator'],
      'all that ask a model were heard thinking',
    );
    assert.ok(!JSON.stringify(result).includes(thought));
    assert.ok(!JSON.stringify(model.calls.map((call) => call.request.messages)).includes(thought));
    const files = await readdir(ports.checkpointFolder);
    assert.ok(files.length > 0);
    for (const file of files) {
      const text = await readFile(join(ports.checkpointFolder, file), 'utf8');
      assert.ok(text.length > 0 && !text.includes(thought), file);
    }
  });
});
