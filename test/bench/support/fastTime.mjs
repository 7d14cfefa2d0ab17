// Lets every timer of this process run faster by the factor CARAVAN_TIME_SCALE: preloaded, so that
// the clocks inside of clients run with it.
const factor = Number(process.env.CARAVAN_TIME_SCALE);
const { setTimeout: real } = globalThis;
globalThis.setTimeout = Object.assign(
  (callback, milliseconds, ...values) => real(callback, milliseconds / factor, ...values),
  real,
);
