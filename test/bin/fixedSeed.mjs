// Property tests run from one seed, so that a run can be repeated. CARAVAN_SEED tries another one.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['CARAVAN_SEED'] ?? 20_261_123) });
