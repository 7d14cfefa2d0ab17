import type { VNode } from 'preact';
import type { NodeResult } from '../../protocol/messages.ts';
import { useLanguage, type Translate } from '../text.ts';
import { showControls } from '../showControls.ts';
import { PlaceLink } from './fileLink.tsx';

type Report = Extract<NodeResult, { kind: 'critic' }>['critic'];
type Issue = Report['issues'][number];

/** The critic's score, strengths and issues, the gravest first. */
export function CriticView({ report }: { readonly report: Report }): VNode {
  const { t, percent } = useLanguage();
  const order = ['high', 'medium', 'low'];
  const issues = report.issues.toSorted(
    (one, other) => order.indexOf(one.severity) - order.indexOf(other.severity),
  );
  return (
    <div class="critic">
      <dl class="facts">
        <dt>{t('Score')}</dt>
        <dd>{percent(report.score)}</dd>
      </dl>
      {report.strengths.length > 0 && (
        <ul class="improvements">
          {report.strengths.map((strength, index) => (
            <li key={index}>{showControls(strength)}</li>
          ))}
        </ul>
      )}
      <ul class="issues">
        {issues.map((issue, index) => (
          <li key={index} class="issue" data-testid="issue">
            <p class="issue-head">
              <span class={`badge severity ${issue.severity}`}>{severityText(t, issue)}</span>
              <span class="issue-place">
                <PlaceLink place={issue.location} />
              </span>
            </p>
            <p>{showControls(issue.description)}</p>
            {issue.suggestion !== '' && <p class="suggestion">{showControls(issue.suggestion)}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function severityText(t: Translate, { severity }: Issue): string {
  switch (severity) {
    case 'high':
      return t('high');
    case 'medium':
      return t('medium');
    case 'low':
      return t('low');
  }
}
