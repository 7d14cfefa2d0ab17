/** Every setting, without the `caravan.` before it; a unit test compares them with the manifest. */
export const settingKeys = [
  'host',
  'hosts',
  'model',
  'modelRoles',
  'maxConcurrent',
  'reserveInteractive',
  'contextLength',
  'maxAttempts',
  'approvePlan',
  'approveWrites',
  'secondRound',
  'wholeGraph',
  'memory',
  'temperature',
  'timeouts.connect',
  'timeouts.firstByte',
  'timeouts.idle',
  'timeouts.total',
  'keepAlive',
  'allowUnsandboxedTests',
  'tracePrompts',
] as const;
export type SettingKey = (typeof settingKeys)[number];

/** Limits of the numeric settings, inclusive; the manifest states the same (held by a test). */
export const settingRanges = {
  maxConcurrent: [1, 16],
  contextLength: [1_024, 262_144],
  maxAttempts: [0, 10],
  temperature: [0, 2],
  'timeouts.connect': [0, 600_000],
  'timeouts.firstByte': [0, 3_600_000],
  'timeouts.idle': [0, 3_600_000],
  'timeouts.total': [0, 86_400_000],
} as const satisfies Partial<Record<SettingKey, readonly [number, number]>>;

/** Go's duration format as Ollama takes it in `keep_alive`, or a plain number of seconds. */
export const durationPattern = /^-?(\d+|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;

/** Who can have a model of their own: the labels of the agents' calls, and code at the cursor. */
export const modelRoles = [
  'intent',
  'planner',
  'test_generator',
  'coder',
  'fixer',
  'debugger',
  'reflection',
  'critic',
  'answer',
  'insert',
] as const;
export type ModelRole = (typeof modelRoles)[number];
