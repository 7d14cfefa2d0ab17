/** Milliseconds of Go's duration units, as `time.ParseDuration` takes them. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** How long a model is held while a run uses it: bounded, should nobody be left to release it. */
const held = '2h';

/** What goes into `keep_alive`: Ollama takes seconds as a number, and refuses them in a string. */
export function toKeepAlive(setting: string): string | number {
  return /^-?\d+$/.test(setting) ? Number(setting) : setting;
}

/** The longer of the setting and the time for a run; a negative setting means for ever. */
export function holdTime(setting: string): string {
  const ms = millisecondsOf(setting);
  return ms < 0 || ms > millisecondsOf(held) ? setting : held;
}

function millisecondsOf(duration: string): number {
  if (/^-?\d+$/.test(duration)) return Number(duration) * 1_000;
  let ms = 0;
  for (const [, count, unit = ''] of duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    ms += Number(count) * (units[unit] ?? 0);
  }
  return duration.startsWith('-') ? -ms : ms;
}
