/** Configs of the commands that take long, for those who interrupt them. */

const layers = (units: number) => ({
  layers: [
    { type: 'lstm', units },
    { type: 'dense', units: 1 },
  ],
});

/** Trains in a moment, expects something, and is inspected in a moment. */
export const quick = {
  seed: 1,
  data: { task: 'sum', samples: 400, length: 100 },
  model: layers(64),
  train: { epochs: 1 },
  inspect: { influence: ['gradientInput'], attention: [] },
  expect: { r2: '>= -9' },
};
/** Is inspected for minutes. */
export const slow = { ...quick, inspect: { influence: ['shapley'], attention: [] } };
/** Is trained for hours. */
export const endless = { ...quick, train: { epochs: 1_000_000 } };
/** Has many weights, on little data. */
export const large = (units: number) => ({
  ...quick,
  data: { task: 'sum', samples: 10, length: 2 },
  model: layers(units),
});
