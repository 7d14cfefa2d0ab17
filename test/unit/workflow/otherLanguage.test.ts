import assert from 'node:assert/strict';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import {
  bench,
  FakeContext,
  fileSystem,
  goodModel,
  never,
  removeFolders,
  request,
  started,
} from './support.ts';

const code = '```rust\nfn sum(items: &[i32]) -> i32 { 0 }\n```';

describe('a task in a language whose files are not made', () => {
  afterEach(removeFolders);

  for (const mode of ['auto', 'code', 'plan'] as const) {
    it(`is answered in that language and says so, in mode ${mode}`, async () => {
      const model = goodModel({ answer: code });
      const context = new FakeContext({ 'Cargo.toml': '[package]', 'list.rs': 'fn main() {}' });
      const ports = await bench({ model, context });
      const engine = createWorkflowEngine({ fileSystem });
      const task = 'Write a function Sum that adds numbers';
      const result = await engine.start(request({ task, mode }), ports, ports.emit, never);
      assert.equal(result.outcome, 'answered');
      assert.deepEqual(result.files, []);
      assert.deepEqual(started(ports.events), ['intent']);
      const told = ports.events.flatMap((event) =>
        event.type === 'answer-delta' && event.channel === 'text' ? [event.text] : [],
      );
      assert.match(
        result.answer,
        /in Rust only in a folder with a Cargo\.toml and a src\/lib\.rs: .* nothing of it was tested\.\n\n```rust/,
      );
      assert.equal(told.join(''), result.answer);
      const [asked] = model.requests('answer');
      assert.match(asked?.messages.at(-1)?.content ?? '', /Do what the user asks, in Rust:/);
    });
  }

  it('is told that there is no such language here, where there is none', async () => {
    const ports = await bench({ model: goodModel({ answer: code }) });
    const engine = createWorkflowEngine({ fileSystem });
    const task = 'Write a function Sum in Kotlin';
    const result = await engine.start(request({ task }), ports, ports.emit, never);
    assert.match(result.answer, /not in Kotlin: .* nothing of it was tested\./);
  });

  it('says so in Russian, too', async () => {
    const ports = await bench({ model: goodModel({ answer: code }) });
    const engine = createWorkflowEngine({ fileSystem });
    const task = 'Напиши функцию суммы на Go';
    const result = await engine.start(request({ task }), ports, ports.emit, never);
    assert.match(
      result.answer,
      /^Файлы с тестами я делаю на TypeScript.*на Go — только в папке с go\.mod/,
    );
  });
});
