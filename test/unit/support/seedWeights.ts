/** SHA-256 of the weights that the seed experiment ends with, wherever it is trained. */
export const SEED_WEIGHTS = 'a80be0ba3c22985809e7ec84dc0c3dd52e6c5cc1bb56dadb36d10f7f5ac541e6';
