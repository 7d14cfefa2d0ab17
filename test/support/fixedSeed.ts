import fc from 'fast-check';

/** The seed of all property tests: a run can be repeated. `CARAVAN_SEED` tries another one. */
fc.configureGlobal({ seed: Number(process.env['CARAVAN_SEED'] ?? 20_261_123) });
