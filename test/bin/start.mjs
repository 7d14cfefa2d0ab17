// Opens VS Code with Caravan on a scratch project and a real model: npm start
import { setUp } from './setUp.mjs';

const started = Date.now();
await setUp();
const { startCaravan } = await import('./startCaravan.ts');
await startCaravan(started);
