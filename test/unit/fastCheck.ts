import fc from 'fast-check';

/** The same cases in every run, so that a failure can be had again; FAST_CHECK_SEED explores others. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
