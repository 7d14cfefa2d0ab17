import type { ComponentChildren, VNode } from 'preact';
import { useActions } from '../actions.ts';
import { fileReference, type FileReference } from '../fileReference.ts';
import { useFile } from '../files.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';

/** A link to a file and its line, where there is such a file; else what it holds, as it is. */
export function FileLink(props: {
  readonly reference: FileReference | undefined;
  /** The text of an open proposal comes before that of the folder. */
  readonly isProposed?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  const { reference, children } = props;
  const path = useFile(reference?.name);
  if (path === undefined) return <>{children}</>;
  const line = reference?.line;
  const open = (): void =>
    post({
      type: 'open-file',
      path,
      ...(line !== undefined && { line }),
      ...(props.isProposed && { isProposed: true }),
    });
  return (
    <a
      class="link file-link"
      role="link"
      tabIndex={0}
      data-testid="file-link"
      title={line === undefined ? t('Open {0}', path) : t('Open {0}, line {1}', path, String(line))}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter') open();
      }}
    >
      {children}
    </a>
  );
}

/** Text that names a file and perhaps a line, as a link where there is such a file. */
export function PlaceLink({ place }: { readonly place: string }): VNode {
  return (
    <FileLink reference={fileReference(place)} isProposed>
      {showControls(place)}
    </FileLink>
  );
}
