/** Makes a logger that hands finished lines to `write`. */
export function createLogger(write) {
  const log = (level) => (message) => write(`${level.toUpperCase()} ${message}`);
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
