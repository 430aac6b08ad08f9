// Where chance comes from: the same seed in every `npm test`, so that the gate says the same of the same code, and a
// new one with HUB_TEST_FULL=1, which is there to find what nobody thought of. HUB_TEST_SEED repeats a run.
const USUAL_SEED = 20_261_123;

export const full = process.env.HUB_TEST_FULL === '1';

export const seed = Number(process.env.HUB_TEST_SEED ?? (full ? Date.now() % 1_000_000 : USUAL_SEED));
