// Opens VS Code with Caravan on a scratch project and a real model: npm start
import { setUp } from './setUp.mjs';

// Kept over the change to another Node, so that the times count from the first moment.
process.env.CARAVAN_STARTED ??= String(Date.now());
await setUp();
const { startCaravan } = await import('./startCaravan.ts');
await startCaravan(Number(process.env.CARAVAN_STARTED));
