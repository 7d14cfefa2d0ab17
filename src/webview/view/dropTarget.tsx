import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useActions } from '../actions.ts';
import { droppedUris, mayBeFiles } from '../draggedFiles.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';

/**
 * Where files are dropped to be mentioned: the whole page. VS Code lets a view have a drag only
 * while Shift is held; text goes into the composer as the browser does it by itself.
 */
export function DropTarget(): VNode | null {
  const { t } = useLanguage();
  const { post } = useActions();
  const [drag, setDrag] = useState<{ readonly isShift: boolean }>();
  useEffect(() => {
    const end = (): void => setDrag(undefined);
    const onOver = (event: DragEvent): void => {
      if (!event.dataTransfer || !mayBeFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const isShift = event.shiftKey;
      setDrag((old) => (old?.isShift === isShift ? old : { isShift }));
    };
    const onLeave = ({ relatedTarget }: DragEvent): void => {
      if (!(relatedTarget instanceof Node)) end();
    };
    const onDrop = (event: DragEvent): void => {
      end();
      const uris = event.dataTransfer ? droppedUris(event.dataTransfer) : [];
      if (uris.length === 0) return;
      event.preventDefault();
      post({ type: 'drop-files', uris });
    };
    document.addEventListener('dragenter', onOver);
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    // A drag that VS Code took away may end without a word; nobody moves the pointer in a drag.
    document.addEventListener('pointermove', end);
    return () => {
      document.removeEventListener('dragenter', onOver);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('pointermove', end);
    };
  }, [post]);
  if (!drag) return null;
  return (
    <div class="drop-target" data-testid="drop-target">
      <span class="drop-prompt">
        <Icon name="file-add" />
        {drag.isShift ? t('Drop to mention in your message') : t('Hold Shift to drop files here')}
      </span>
    </div>
  );
}
