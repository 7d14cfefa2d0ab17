import type { Frame } from 'playwright-core';
import { hook, openView, send } from '../../e2e/viewDriver.ts';
import { startVsCodeHost, type VsCodeHost } from '../../support/vscodeHost.ts';
import { startBenchModel, type AnswerPart, type BenchModel } from './model.ts';

/** How long a condition may take to come true, in milliseconds. */
export const patience = { timeout: 120_000 };

/** A VS Code window with Caravan's view open in it, and the model that answers there. */
export interface ViewWindow {
  readonly host: VsCodeHost;
  /** The frame of the page that Caravan's view shows. */
  frame(): Promise<Frame>;
  /** Asks a question in a new conversation; the answer comes in these parts. */
  ask(parts: readonly AnswerPart[]): Promise<void>;
  /** Resolves when the answer is complete. */
  answered(): Promise<void>;
  dispose(): Promise<void>;
}

/** Opens a window with the packed extension, its server on a real socket and the view open. */
export async function openWindow(say: (text: string) => void): Promise<ViewWindow> {
  const model = await startBenchModel();
  let host: VsCodeHost | undefined;
  const dispose = async (): Promise<void> => {
    await host?.dispose();
    await model.ollama.close();
  };
  try {
    host = await startVsCodeHost({
      files: { 'README.md': '# Text toolkit\n' },
      settings: { 'caravan.host': model.ollama.url },
      say,
    });
    await openView(host);
    return { ...drive(host, model), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function drive(host: VsCodeHost, model: BenchModel): Omit<ViewWindow, 'dispose'> {
  return {
    host,
    frame: () => frameOf(host),
    ask: async (parts) => {
      await host.call((vscode) => vscode.commands.executeCommand('caravan.newConversation'));
      await hook(host, 'welcome').waitFor(patience);
      model.answer(parts);
      await send(host, 'What does this project do?');
      await hook(host, 'answer').filter({ hasText: 'Part 1' }).waitFor(patience);
    },
    answered: () => hook(host, 'run', '[data-outcome="answered"]').last().waitFor(patience),
  };
}

async function frameOf(host: VsCodeHost): Promise<Frame> {
  const body = await host.view().locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (!frame) throw new Error('The view has no frame.');
  return frame;
}
