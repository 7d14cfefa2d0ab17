import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useActions } from '../actions.ts';
import { useLanguage } from '../text.ts';
import { IconButton } from '../view/icon.tsx';
import { CodeText } from './codeText.tsx';

/** Milliseconds the button says that it has copied. */
const copiedMs = 1500;

/** A code block with its language, and what can be done with it. */
export function CodeBlock(props: { readonly code: string; readonly language: string }): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    post({ type: 'copy', text: props.code });
    setCopied(true);
  };
  const use = (place: 'cursor' | 'new-file' | 'file'): void =>
    post({ type: 'use-code', code: props.code, language: props.language, place });
  return (
    <div class="code-block">
      <div class="code-header">
        <span class="code-language">{props.language}</span>
        <div class="code-tools">
          <IconButton
            icon="git-pull-request-go-to-changes"
            label={t('Apply to a file')}
            onClick={() => use('file')}
          />
          <IconButton icon="insert" label={t('Insert at cursor')} onClick={() => use('cursor')} />
          <IconButton icon="new-file" label={t('New file')} onClick={() => use('new-file')} />
          <IconButton
            icon={isCopied ? 'check' : 'copy'}
            label={isCopied ? t('Copied') : t('Copy')}
            onClick={copy}
          />
        </div>
      </div>
      <CodeText code={props.code} language={props.language} />
    </div>
  );
}
