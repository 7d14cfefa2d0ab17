/** Microseconds of processor time this process has used, in user and system mode. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Microseconds, with fractions, on the machine's monotonic clock: the same in every process. */
export function sharedMicros(): number {
  return Number(process.hrtime.bigint()) / 1000;
}
