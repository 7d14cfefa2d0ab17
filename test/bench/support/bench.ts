import { missingRow, type BenchRow } from './rows.ts';

export interface BenchOptions {
  readonly rounds: number;
  /** Tells what is going on; never on standard output. */
  readonly say: (text: string) => void;
}

/** Module of a bench: one file of the benches folder. */
export interface BenchModule {
  readonly measure: (options: BenchOptions) => Promise<readonly BenchRow[]>;
}

/** The rows of one part; where it cannot be measured one that says so and is not ok. */
export function attempt(
  name: string,
  part: () => Promise<readonly BenchRow[]>,
): Promise<readonly BenchRow[]> {
  return part().catch((error: unknown) => {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return [missingRow(name, `not measured: ${first.slice(-160)}`)];
  });
}
