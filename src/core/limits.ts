/**
 * How many times its own size a file may grow in memory: what claims more is refused before anything is allocated.
 * Weights are noise to a compressor, so no honest file comes near.
 */
export const MOST_EXPANSION = 100;
