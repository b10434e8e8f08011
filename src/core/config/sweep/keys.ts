/** The names in a config's `sweep`. Without the schema, which whoever only looks at sweeps need not load. */

export const SWEEP_METHODS = ['grid', 'random', 'successiveHalving'] as const;

/** How the values are tried. Single words that no path begins with; all else in `sweep` is a path. */
export const SWEEP_KEYS = ['method', 'configurations', 'reductionFactor', 'minEpochs', 'on', 'resources'] as const;

/** Where the trials are trained. */
export const SWEEP_PLACES = ['here', 'ray'] as const;

/** The parts of a config that a trained model depends on: only these can be varied. */
export const VARIED = ['seed', 'data', 'model', 'train', 'engine', 'precision'] as const;
