// Runs one job in this fresh process: receives it by message, answers by message.
import type { Job } from './processes.ts';

process.once('message', (job: Job) => {
  void run(job).then(
    (value) => process.send?.({ value }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : error }),
  );
});

async function run(job: Job): Promise<unknown> {
  const { task } = (await import(`../tasks/${job.task}.ts`)) as {
    task: (job: Job) => Promise<unknown>;
  };
  return task(job);
}
