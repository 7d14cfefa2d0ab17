import type { VNode } from 'preact';
import type { NodeResult } from '../../protocol/messages.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';
import { PlaceLink } from './fileLink.tsx';
import { Icon } from './icon.tsx';

type Validation = Extract<NodeResult, { kind: 'validation' }>['validation'];

/** What running the tests showed: each test, and the output where something went wrong. */
export function TestResults({ validation }: { readonly validation: Validation }): VNode {
  const { t, tell, elapsed } = useLanguage();
  const { tests, output, command, status, reason, findings = [] } = validation;
  const problem = reason ? tell(reason) : validation.problem;
  return (
    <div class="tests" data-testid="tests">
      {command !== undefined && <code class="command">{showControls(command)}</code>}
      {problem !== undefined && <p class="test-message">{showControls(problem)}</p>}
      <ul class="test-list">
        {tests.map((test, index) => (
          <li key={index} class={test.passed ? 'test done' : 'test failed'}>
            <Icon name={test.passed ? 'pass' : 'error'} class="node-icon" />
            <span class="visually-hidden">{test.passed ? t('test passed') : t('test failed')}</span>
            <span class="test-name">{showControls(test.name)}</span>
            {test.durationMs !== undefined && (
              <span class="node-time">{elapsed(test.durationMs)}</span>
            )}
            {!test.passed && test.message !== undefined && (
              <p class="test-message">{showControls(test.message)}</p>
            )}
            {!test.passed && test.file !== undefined && (
              <p class="test-message place">
                <PlaceLink place={placeOf(test.file, test.line)} />
              </p>
            )}
          </li>
        ))}
      </ul>
      {findings.length > 0 && (
        <ul class="test-list" data-testid="findings">
          {findings.map(({ tool, file, line, message }, index) => (
            <li key={index} class="test">
              <Icon name="warning" class="node-icon" />
              <span class="test-name place">
                <PlaceLink place={placeOf(file, line)} />
              </span>
              <p class="test-message">{showControls(`${tool}: ${message}`)}</p>
            </li>
          ))}
        </ul>
      )}
      {status !== 'passed' && output !== '' && (
        <pre class="output" tabIndex={0}>
          {showControls(output)}
        </pre>
      )}
    </div>
  );
}

function placeOf(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}
