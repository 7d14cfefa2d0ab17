// Prints the size of the .vsix and what activation costs: npm run size [-- --json]
import { setUp } from './setUp.mjs';

await setUp();
const { measureSize } = await import('./measureSize.ts');
await measureSize();
