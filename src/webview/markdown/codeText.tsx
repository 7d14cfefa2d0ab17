import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { showControls } from '../showControls.ts';
import { CodeChunks, type Chunk } from './codeChunks.ts';
import { useTokenizer } from './useTokenizer.ts';

/** Code in colours, as far as its language is known; a chunk that is drawn is not drawn again. */
export function CodeText(props: { readonly code: string; readonly language: string }): VNode {
  const element = useRef<HTMLPreElement>(null);
  const createTokenizer = useTokenizer(props.language, element);
  const code = useMemo(() => new CodeChunks(createTokenizer), [createTokenizer]);
  const [, setTurn] = useState(0);
  const { chunks, isMoreToDo } = code.update(showControls(props.code));
  useEffect(() => {
    if (!isMoreToDo) return undefined;
    // Each turn gives colours to some lines: a long block must not keep anyone waiting.
    const frame = requestAnimationFrame(() => setTurn((turn) => turn + 1));
    return () => cancelAnimationFrame(frame);
  });
  return (
    <pre tabIndex={0} ref={element}>
      <code>
        {chunks.map((chunk, index) => (
          <ChunkView key={index} chunk={chunk} />
        ))}
      </code>
    </pre>
  );
}

function ChunkView({ chunk }: { readonly chunk: Chunk }): VNode {
  return useMemo(
    () => (
      <span class="code-chunk">
        {chunk.map((piece, index) =>
          typeof piece === 'string' ? (
            piece
          ) : (
            <span key={index} class={`token-${piece.kind}`}>
              {piece.text}
            </span>
          ),
        )}
      </span>
    ),
    [chunk],
  );
}
