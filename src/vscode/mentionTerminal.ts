import type { SourceFile } from '../app/index.ts';

/** What reading a terminal's selection needs of VS Code, which has no API for it. */
export interface TerminalPorts {
  readonly hasTerminal: () => boolean;
  readonly clipboard: {
    readText(): Thenable<string>;
    writeText(text: string): Thenable<void>;
  };
  /** Copies what is selected in the terminal; leaves the clipboard alone when nothing is. */
  readonly copySelection: () => Thenable<unknown>;
}

/** The text selected in the terminal, through the clipboard, which holds afterwards what it held. */
export async function terminalSelection(ports: TerminalPorts): Promise<readonly SourceFile[]> {
  const { hasTerminal, clipboard, copySelection } = ports;
  if (!hasTerminal()) return [];
  const before = await clipboard.readText();
  // Emptied, to see whether something was copied. What is no text is not there to be put back, so
  // a clipboard without text is left as it is.
  if (before !== '') await clipboard.writeText('');
  try {
    await copySelection();
    const text = await clipboard.readText();
    return text.trim() === '' ? [] : [{ path: 'terminal', content: text }];
  } finally {
    if (before !== '') await clipboard.writeText(before);
  }
}
