import type { VNode } from 'preact';
import type { NodeResult } from '../../protocol/messages.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';

type Validation = Extract<NodeResult, { kind: 'validation' }>['validation'];

/** What running the tests showed: each test, and the output where something went wrong. */
export function TestResults({ validation }: { readonly validation: Validation }): VNode {
  const { t, tell, elapsed } = useLanguage();
  const { tests, output, command, status, reason } = validation;
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
          </li>
        ))}
      </ul>
      {status !== 'passed' && output !== '' && (
        <pre class="output" tabIndex={0}>
          {showControls(output)}
        </pre>
      )}
    </div>
  );
}
