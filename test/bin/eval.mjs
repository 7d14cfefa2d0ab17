import { runBench } from './runBench.mjs';

await runBench('eval');
