/** What is looked at of a task of the window. */
export interface RunningTask {
  readonly name: string;
  readonly isBackground: boolean;
}

// What scripts that go on and look at files are called: `npm: watch`, `dev`, `serve:docs`.
const watching = /(?:^|[\s:_-])(?:watch|dev|serve|start)(?:$|[\s:_-])/i;

/** Names of the running tasks that pick up files as soon as they are written, each once (T14). */
export function watchersOf(running: readonly RunningTask[]): readonly string[] {
  const found = running.filter(({ name, isBackground }) => isBackground || watching.test(name));
  return [...new Set(found.map(({ name }) => name))];
}
