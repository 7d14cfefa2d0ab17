import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scriptedFile } from './scriptedFile.ts';
import { useHost, type IntegrationHost } from './useHost.ts';

/** A host whose workspace has `src/size.ts`, and a scripted task that changes it. */
export interface SizeTask {
  readonly test: IntegrationHost;
  /** The changed file, and the new one with its tests. */
  readonly file: () => string;
  readonly testFile: () => string;
  /** Text of the changed file, on disk. */
  readonly onDisk: () => Promise<string>;
  /** Runs the task, with the file as it was, until its changes wait for a decision. */
  readonly propose: () => Promise<void>;
}

/** Sets the tests of a suite up for a task that makes `after` of the file's text `before`. */
export function useSizeTask(before: string, after: string): SizeTask {
  const test = useHost(() => ({
    files: { 'package.json': '{ "type": "module" }\n', 'src/size.ts': before },
  }));
  const file = (): string => path.join(test.host.folder, 'src/size.ts');
  const testFile = (): string => path.join(test.host.folder, 'src/size.test.ts');
  return {
    test,
    file,
    testFile,
    onDisk: () => readFile(file(), 'utf8'),
    propose: async () => {
      await test.run('workbench.action.closeQuickOpen');
      await test.run('workbench.action.closeAllEditors');
      await writeFile(file(), before);
      await rm(testFile(), { force: true });
      await test.serve({
        reply: scriptedFile({ codePath: 'src/size.ts', code: after, symbol: 'size' }),
      });
      await test.run('caravan.newConversation');
      await test.run('caravan.generateCode', 'Change size in src/size.ts so that it returns 2');
      await test.proposal('open');
    },
  };
}
