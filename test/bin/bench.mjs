import { runBench } from './runBench.mjs';

await runBench('bench');
