import assert from 'node:assert/strict';
import { CapturedOutput, stripTerminalCodes } from '../../../src/validate/capturedOutput.ts';

describe('output of a test run', () => {
  it('keeps none of what a terminal would act on (T04)', () => {
    const codes = [
      '\x1b]0;title\x07',
      '\x1b]8;;https://evil.test\x1b\\',
      '\x1b]52;c;ZXZpbA==\x07',
      '\x1b]1337;File=name=x:AAAA\x07',
      '\x1bP1$r0m\x1b\\',
      '\x1b_payload\x1b\\',
      '\x1b[2J\x1b[H',
      '\x1b[31;1m',
      '\x1b[?1049h',
      '\x1b[6n',
      '\x1bc',
      '\x1b(0',
      '\x9b2J',
      '\x9d0;title\x9c',
      '\x00\x07\x08\x0b\x0c\x0e\x7f\x85',
    ];
    for (const code of codes) assert.equal(stripTerminalCodes(`a${code}b`), 'ab', escape(code));
    assert.equal(stripTerminalCodes(`a${codes.join('-')}b`), `a${'-'.repeat(codes.length - 1)}b`);
    assert.equal(stripTerminalCodes('a\r\n\tb\rc'), 'a\n\tb\nc');
    assert.equal(stripTerminalCodes('a\x1b]0;never ended'), 'a');
  });

  it('is kept at its beginning and its end only, however much of it comes (T04)', () => {
    const output = new CapturedOutput(1_000);
    output.add(Buffer.from('begins here\n'));
    for (let line = 0; line < 50_000; line += 1) output.add(Buffer.from(`line ${line}\n`));
    output.add(Buffer.from([0xff, 0xfe, 0x00]));
    output.add(Buffer.from('ends here\n'));
    const text = output.toText();
    assert.match(text, /^begins here\n/);
    assert.match(text, /\n\[… \d+ bytes …\]\n/);
    assert.match(text, /ends here\n$/);
    assert.ok(text.length < 1_100 && output.total > 500_000);
  });
});

function escape(code: string): string {
  return JSON.stringify(code);
}
