import type { VNode } from 'preact';
import type { NodeResult } from '../../protocol/messages.ts';
import { useLanguage } from '../text.ts';
import { CriticView } from './criticView.tsx';
import { TestResults } from './testResults.tsx';
import { showControls } from '../showControls.ts';

/** The typed result of a step, laid out for reading. */
export function ResultView({ result }: { readonly result: NodeResult }): VNode | null {
  const { t } = useLanguage();
  switch (result.kind) {
    case 'intent':
      return result.intent.description === '' ? null : (
        <p class="result-text">{showControls(result.intent.description)}</p>
      );
    case 'plan': {
      const { codePath, testPath, steps } = result.plan;
      return (
        <>
          <ol class="plan-steps">
            {steps.map((step, index) => (
              <li key={index}>{showControls(step)}</li>
            ))}
          </ol>
          <dl class="facts">
            <dt>{t('Code')}</dt>
            <dd>{showControls(codePath)}</dd>
            <dt>{t('Tests')}</dt>
            <dd>{showControls(testPath)}</dd>
          </dl>
        </>
      );
    }
    case 'validation':
      return <TestResults validation={result.validation} />;
    case 'reflection': {
      const { analysis, improvements, planning, research, testing, coding } = result.reflection;
      return (
        <>
          <p class="result-text">{showControls(analysis)}</p>
          <dl class="facts">
            <Score name={t('Planning')} value={planning} />
            <Score name={t('Research')} value={research} />
            <Score name={t('Testing')} value={testing} />
            <Score name={t('Coding')} value={coding} />
          </dl>
          {improvements.length > 0 && (
            <ul class="improvements">
              {improvements.map((improvement, index) => (
                <li key={index}>{showControls(improvement)}</li>
              ))}
            </ul>
          )}
        </>
      );
    }
    case 'critic':
      return <CriticView report={result.critic} />;
  }
}

/** A score of 0 to 1 as a percentage. */
function Score(props: { readonly name: string; readonly value: number }): VNode {
  const { percent } = useLanguage();
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{percent(props.value)}</dd>
    </>
  );
}
