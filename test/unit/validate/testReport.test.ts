import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CapturedOutput, stripTerminalCodes } from '../../../src/validate/capturedOutput.ts';
import { parseTestReport } from '../../../src/validate/testReport.ts';

describe('test report', () => {
  const secret = 'abc ';
  const line = (value: unknown): string => `${secret}${JSON.stringify(value)}\n`;
  const test = { type: 'test', name: 'a', passed: true };

  it('counts only lines that know the secret and have the right shape', () => {
    const report = parseTestReport(
      `${JSON.stringify(test)}\nabd ${JSON.stringify(test)}\n${line({ ...test, passed: 'yes' })}` +
        `${secret}{broken\n${line({ type: 'other' })}${line(test)}${line({ type: 'end' })}`,
      secret,
    );
    assert.deepEqual(report.tests, [{ name: 'a', passed: true }]);
    assert.equal(report.isComplete, true);
  });

  it('is not complete without its end, and takes nothing after it', () => {
    assert.equal(parseTestReport(line(test), secret).isComplete, false);
    const late = parseTestReport(line({ type: 'end' }) + line(test), secret);
    assert.deepEqual(late.tests, []);
  });

  it('believes no text without the secret', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes(secret));
        const { tests, isComplete } = parseTestReport(text, secret);
        assert.deepEqual([tests.length, isComplete], [0, false]);
      }),
    );
  });
});

describe('captured output', () => {
  it('keeps the beginning and the end within its limit, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{0,40}$/)),
        fc.integer({ min: 2, max: 60 }),
        (parts, limit) => {
          const output = new CapturedOutput(limit);
          for (const part of parts) output.add(Buffer.from(part));
          const all = parts.join('');
          const half = Math.floor(limit / 2);
          assert.equal(output.total, all.length);
          if (all.length <= 2 * half) return assert.equal(output.toText(), all);
          const gap = `\n[… ${all.length - 2 * half} bytes …]\n`;
          assert.equal(output.toText(), all.slice(0, half) + gap + all.slice(-half));
          return undefined;
        },
      ),
    );
  });

  const payloads: Readonly<Record<string, string>> = {
    colour: '\u001b[1;31mred\u001b[0m',
    title: '\u001b]0;red\u0007red',
    'link with string terminator': '\u001b]8;;http://evil\u001b\\red\u001b]8;;\u001b\\',
    clipboard: '\u001b]52;c;ZXZpbA==\u0007red',
    'clear and cursor': '\u001b[2J\u001b[H\u001bcred',
    'device control': '\u001bPq#0\u001b\\red',
    'eight bit codes': '\u009b31mred\u009d0;x\u009c',
    'control characters': 'r\u0000e\u0008d\u007f\u000b',
  };
  for (const [name, text] of Object.entries(payloads)) {
    it(`makes inert text of terminal codes: ${name}`, () => {
      assert.equal(stripTerminalCodes(text), 'red');
    });
  }

  it('leaves no control character but tab and line end, whatever the text', () => {
    const sign = fc.oneof(fc.nat(0x9f), fc.constantFrom(0x1b, 0x5b, 0x5d, 0x07));
    fc.assert(
      fc.property(fc.array(sign), (signs) => {
        const left = stripTerminalCodes(String.fromCharCode(...signs)).replace(/[\t\n]/g, '');
        assert.doesNotMatch(left, /\p{Cc}/u);
      }),
    );
  });
});
