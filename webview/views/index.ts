/** The views, in the order of their tabs. */
import { createAttention } from './attention/attention.js';
import { createInfluence } from './influence/influence.js';
import { createOverview } from './overview/overview.js';
import { createStates } from './states/states.js';
import type { ViewEntry } from './view.js';

export const VIEW_ENTRIES: readonly ViewEntry[] = [
  { id: 'overview', label: 'Overview', create: createOverview },
  { id: 'states', label: 'States', create: createStates },
  { id: 'influence', label: 'Influence', create: createInfluence },
  { id: 'attention', label: 'Attention', create: createAttention },
];
