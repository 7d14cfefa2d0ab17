/** Bounds of one validation. */
export interface ValidationLimits {
  /** Milliseconds the tests may take in all. */
  readonly wallMs: number;
  /** Bytes of output after which the tests are ended. */
  readonly outputBytes: number;
  /** Bytes of output kept, half from the beginning and half from the end. */
  readonly keptOutputBytes: number;
  /** Bytes of the runner's report. */
  readonly reportBytes: number;
  /** Bytes of one file that the tests may write, and of the sandbox's temporary folder. */
  readonly fileBytes: number;
  /** What is copied of the folder: files, bytes of one, bytes in all, folders deep. */
  readonly copyFiles: number;
  readonly copyFileBytes: number;
  readonly copyBytes: number;
  readonly copyDepth: number;
}

/** Starting limits, from the project's table of limits. */
export const defaultLimits: ValidationLimits = {
  wallMs: 60_000,
  outputBytes: 4 * 1024 * 1024,
  keptOutputBytes: 1024 * 1024,
  reportBytes: 4 * 1024 * 1024,
  fileBytes: 256 * 1024 * 1024,
  copyFiles: 20_000,
  copyFileBytes: 1024 * 1024,
  copyBytes: 200 * 1024 * 1024,
  copyDepth: 40,
};
