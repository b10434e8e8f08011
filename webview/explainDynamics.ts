/** What the pictures of the dynamics show, how to read them, and how they mislead. */
import type { Explanation } from './explain.js';

/** How the model carries its inputs. */
export const DYNAMICS_VIEW = {
  fixedPoints: {
    name: 'Fixed points',
    what:
      'States that the layer keeps while its input stays the same; of an LSTM the state is h and c together. Searched from ' +
      'states on real trajectories by making the speed q = ½|F(s) − s|² small. Near a stable one all states come back: a ' +
      'memory. A saddle sends them one way or the other: a decision.',
    caution:
      'Real inputs are not constant, so the state need never come to rest. A search finds what is near its starts, and ' +
      'cannot prove that there is no other.',
    source: 'Sussillo & Barak 2013, Opening the Black Box; Golub & Sussillo 2018, FixedPointFinder',
    paper: 'https://doi.org/10.1162/NECO_a_00409',
  },
  lineAttractor: {
    name: 'Line attractor',
    what:
      'A line of states that hardly move, along which a layer keeps a number: one eigenvalue near 1 whose mode lies along ' +
      'the change of the state with what the sequence comes to so far, and no second one as slow.',
    caution:
      'Limits are a convention: the mode lasts a sequence, twice as long as the next, and lies along the quantity with ' +
      '|cos| of 0.8 or more. Of short sequences a model can add without one.',
    source: 'Maheswaranathan et al. 2019, Reverse Engineering Recurrent Networks for Sentiment Classification',
    paper: 'https://arxiv.org/abs/1906.10720',
  },
  flow: {
    name: 'Flow of the state',
    what:
      'The plane in which the states differ most. An arrow shows where a state of this plane goes in one step under the ' +
      'constant input, its colour how fast (q); lines are real sequences under their own inputs, coloured by the speed that ' +
      'each of their states would have under the constant one.',
    caution:
      'States of the plane are made up: away from the lines none need ever have been there, and what leads out of the plane ' +
      'is not drawn. Lengths are drawn as square roots, so that slow places have arrows, too.',
    source: 'Sussillo & Barak 2013, Opening the Black Box, figure 2',
    paper: 'https://doi.org/10.1162/NECO_a_00409',
  },
  eigenvalues: {
    name: 'Modes',
    what:
      'Eigenvalues λ of the exact derivative of one step at the fixed point. Within the unit circle a mode dies out, outside ' +
      'it grows; near 1 it is kept for long: a memory of a number. A pair above and below the axis turns round.',
    caution: 'It holds near the point only, and for this input: how near is not told.',
    source: 'Sussillo & Barak 2013, Opening the Black Box',
    paper: 'https://doi.org/10.1162/NECO_a_00409',
  },
  timeConstant: {
    name: 'Time constants',
    what: 'Steps after which a mode has fallen (or grown) by the factor e: |1 / ln|λ||. Of the three modes with the largest |λ|.',
    caution:
      'Compare it with the length of the sequences: a mode that lasts far longer than they do is as good as a perfect memory.',
  },
  halfLife: {
    name: 'Half-life',
    what:
      'Steps after which half of what a unit holds is gone: ln 2 / −ln m with m the geometric mean of its forget gate ' +
      '(GRU: update gate) over steps and sequences.',
    caution:
      'It knows only what is let go, not what is written over it, nor what other units hand on to each other. The gates of ' +
      'other inputs may be quite different.',
    source: 'Mahto et al. 2021, Multi-timescale Representation Learning in LSTM Language Models',
    paper: 'https://arxiv.org/abs/2009.12727',
  },
  readable: {
    name: 'How long an input can be read',
    what:
      'R² of a linear probe from the state (h and c) to the input so many steps before, fitted on some sequences and ' +
      'measured on others. Dashed: the same for random values of the inputs, a control task.',
    caution:
      'What can be read need not be used; and an input that is melted into a sum is used and can no longer be read by itself.',
    source: 'Hewitt & Liang 2019, Designing and Interpreting Probes with Control Tasks',
    paper: 'https://arxiv.org/abs/1909.03368',
  },
  gradient: {
    name: 'Gradient by lag',
    what:
      'Size of the derivative of the last hidden state by the state so many steps before, and of the answer by the input so ' +
      'many steps before its own. Falling, it vanishes, and nothing far back can be learned; rising, it explodes.',
    caution: 'A mean over sequences of what may differ much from one to the next, at the weights as they are now.',
    source: 'Pascanu et al. 2013, On the Difficulty of Training Recurrent Neural Networks',
    paper: 'https://arxiv.org/abs/1211.5063',
  },
  probes: {
    name: 'Probes',
    what:
      'R² of ridge regressions from h, from c and from both at each step, fitted on some sequences and measured on others. ' +
      'Dashed: a control task, the same probe for random values of the inputs. Only what lies above it is the state’s own.',
    caution:
      'That something can be read off the state does not mean that the model reads it: move the state along it and see.',
    source: 'Alain & Bengio 2017; Hewitt & Liang 2019, Designing and Interpreting Probes with Control Tasks',
    paper: 'https://arxiv.org/abs/1909.03368',
  },
  steering: {
    name: 'Moved along it',
    what:
      'The state after a step is moved so that the probe reads δ more, and the answer is computed anew: its change by one ' +
      'unit of δ. A model that answers with what this direction holds has one (dashed).',
    caution: 'A state that is moved may be one that never occurs, and the steps after it answer in their own way.',
    source: 'Haufe et al. 2014 for the direction: the pattern of the probe, not its weights',
    paper: 'https://doi.org/10.1016/j.neuroimage.2013.10.067',
  },
  whatIf: {
    name: 'What if',
    what:
      'The model runs again with units or a gate held, with the state of another sequence put in, or with the state moved ' +
      'along a probe: its answer and its later states beside those of the untouched run.',
    caution:
      'A change that makes no difference may be made up for by other units; one that makes a great difference may have led ' +
      'the state where it never is.',
    source: 'Geiger et al. 2021, Causal Abstractions of Neural Networks, for states that are put in',
    paper: 'https://arxiv.org/abs/2106.02997',
  },
  units: {
    name: 'Units active just there',
    what:
      'Units whose hidden state stays beyond the threshold, with one sign, throughout the range of steps; those in brackets ' +
      'are active before or after it, too. Then the sequences of the whole data in which the same units are active together ' +
      'for as long, best first, with their inputs lined up.',
    caution:
      'A pattern that one sees in a few matches may be chance: look at many, and hold the units to see what they do.',
    source: 'Strobelt et al. 2018, LSTMVis',
    paper: 'https://arxiv.org/abs/1606.07461',
  },
  curvesFit: {
    name: 'Fit and influence by epoch',
    what:
      'How well the model answered after each kept epoch (R², accuracy of classes), and the correlation of each influence ' +
      'with the true contributions where the rule is known.',
    caution: 'Influence is measured on fewer sequences and more coarsely than in the Trust view.',
  },
  curvesModes: {
    name: 'Modes by epoch',
    what:
      'Size of the eigenvalue that keeps the running quantity best, the largest of the others, and how far its mode lies ' +
      'along the change of the state with that quantity (|cos|). A line attractor: one near 1, the others below, alignment high.',
    caution: 'Fixed points are searched from few states here; where there is none the slowest state stands in.',
    source: 'Maheswaranathan et al. 2019, Reverse Engineering Recurrent Networks for Sentiment Classification',
    paper: 'https://arxiv.org/abs/1906.10720',
  },
  curvesSum: {
    name: 'Adding up, by epoch',
    what: 'The running quantity read with the same weights at every step: R², what is gained by one unit, what leaks at a step.',
    caution: 'Gain and leak mean something only where R² is high.',
  },
  curvesPoints: {
    name: 'Fixed points by epoch',
    what: 'How many were found under the constant input, and how many of them are stable.',
    caution: 'Searched from few states: points may be missed.',
  },
  ablations: {
    name: 'Units held at zero',
    what:
      'Each unit is held at zero at every step, one at a time, and the answer is computed anew: how far it moves (root mean ' +
      'square), and how much larger the squared error becomes.',
    caution:
      'The others go on as they were trained, with an input that they have never seen; and where two units do the same, ' +
      'neither is missed alone.',
    source: 'Morcos et al. 2018, On the Importance of Single Directions for Generalization',
    paper: 'https://arxiv.org/abs/1803.06959',
  },
} as const satisfies Record<string, Explanation>;
