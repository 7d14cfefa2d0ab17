import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import type { Banner, BannerAction } from '../banner.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { ProgressBar } from './progressBar.tsx';

/** What stands in the way, with its one obvious next step. */
export function BannerCard({ banner }: { readonly banner: Banner }): VNode {
  const { post, act } = useActions();
  const { kind, icon, title, text, progress, primary, secondary, runId } = banner;
  const run = ({ message }: BannerAction): void => {
    post(message);
    if (message.type === 'dismiss') act({ type: 'dismissed', runId: message.runId });
  };
  return (
    <section class="banner" data-testid="banner" data-kind={kind} data-run={runId}>
      <Icon name={icon} class="banner-icon" />
      <div class="banner-body">
        <h2 class="banner-title">{title}</h2>
        {text && <p class="banner-text">{text}</p>}
        {progress && <ProgressBar label={title} fraction={progress.fraction} />}
        {primary && (
          <div class="buttons">
            <Button
              kind="primary"
              testId={kind === 'resumable' ? 'resume' : 'banner-action'}
              onClick={() => run(primary)}
            >
              {primary.label}
            </Button>
            {secondary && (
              <Button kind="quiet" testId="banner-secondary" onClick={() => run(secondary)}>
                {secondary.label}
              </Button>
            )}
          </div>
        )}
      </div>
    </section>
  );
}
