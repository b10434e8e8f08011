/** The views, in the order of their tabs. */
import { createAttention } from './attention/attention.js';
import { createData } from './data/data.js';
import { createDynamics } from './dynamics/dynamics.js';
import { createGates } from './gates/gates.js';
import { createInfluence } from './influence/influence.js';
import { createOverview } from './overview/overview.js';
import { createSpace } from './space/space.js';
import { createStates } from './states/states.js';
import { createSweep } from './sweep/sweep.js';
import { createTraining } from './training/training.js';
import { createTrust } from './trust/trust.js';
import type { ViewEntry } from './view.js';

export const VIEW_ENTRIES: readonly ViewEntry[] = [
  { id: 'data', label: 'Data', create: createData },
  { id: 'overview', label: 'Overview', create: createOverview },
  { id: 'states', label: 'States', create: createStates },
  { id: 'gates', label: 'Gates', create: createGates },
  { id: 'space', label: 'State space', create: createSpace },
  { id: 'influence', label: 'Influence', create: createInfluence },
  { id: 'attention', label: 'Attention', create: createAttention },
  { id: 'trust', label: 'Trust', create: createTrust },
  { id: 'dynamics', label: 'Dynamics', create: createDynamics },
  { id: 'training', label: 'Training', create: createTraining },
  { id: 'sweep', label: 'Sweep', create: createSweep },
];
