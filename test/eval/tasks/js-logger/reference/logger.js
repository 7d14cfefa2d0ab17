const levels = ['debug', 'info', 'warn', 'error'];

/** Makes a logger that hands finished lines from the given level on to `write`. */
export function createLogger(write, lowest = 'info') {
  const minimum = levels.indexOf(lowest);
  if (minimum < 0) throw new Error(`unknown level: ${lowest}`);
  const isEnabled = (level) => levels.indexOf(level) >= minimum;
  const log = (level) => (message) => {
    if (isEnabled(level)) write(`${level.toUpperCase()} ${message}`);
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    isEnabled,
  };
}
