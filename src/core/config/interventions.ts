/** What `inspect.interventions` does to a model while it runs: the schema, and what the rest of the program works with. */
import Type, { type Static } from 'typebox';
import { GATES, type Gate } from '../model/layers.js';

const strict = { additionalProperties: false };

/** Each kind and what it is, in one line. */
export const INTERVENTIONS = {
  clampUnits: 'units are held at a value; at zero they are ablated',
  clampGate: 'a gate is held open, shut or in between',
  editInput: 'one input is replaced',
  patchState: 'the state of another sample is put in at a step',
  moveState: 'the state is moved at a step so that a probe reads more',
} as const;
export type InterventionType = keyof typeof INTERVENTIONS;

/** What a probe's direction can be of. */
export const DIRECTIONS = {
  runningSum: 'what the sequence comes to so far',
  target: 'the answer',
  input: 'an earlier input, of the first feature',
} as const;

const kind = <T extends InterventionType>(type: T) =>
  Type.Literal(type, {
    description: INTERVENTIONS[type],
    errorMessage: `Unknown intervention. Valid types: ${Object.keys(INTERVENTIONS)
      .map((name) => `"${name}"`)
      .join(', ')}.`,
  });

const layer = Type.String({
  minLength: 1,
  description: 'Recurrent layer by its name, as in lstm_1; of a bidirectional one name.forward or name.backward.',
});
const step = Type.Integer({ minimum: 1, description: 'Step, from 1.' });
const unitList = (description: string) =>
  Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 65536, uniqueItems: true, description });
const range = {
  from: Type.Optional(Type.Integer({ minimum: 1, description: 'First step, from 1. Default: the first.' })),
  to: Type.Optional(Type.Integer({ minimum: 1, description: 'Last step, included. Default: the last.' })),
};
const gates = [...new Set<Gate>(Object.values(GATES).flat())];

export const InterventionSchemas = {
  clampUnits: Type.Object(
    {
      type: kind('clampUnits'),
      layer,
      units: unitList('Units, from 1.'),
      state: Type.Optional(
        Type.Enum(['hidden', 'cell'], { default: 'hidden', description: 'What of the units is held.' }),
      ),
      value: Type.Optional(Type.Number({ default: 0, description: 'At what they are held. Zero ablates them.' })),
      ...range,
    },
    strict,
  ),
  clampGate: Type.Object(
    {
      type: kind('clampGate'),
      layer,
      gate: Type.Enum(gates, { description: 'Which gate: of an LSTM input, forget, candidate, output.' }),
      units: Type.Optional(unitList('Units, from 1. Default: all.')),
      value: Type.Number({ description: 'At what it is held: 1 is open, 0 shut.' }),
      ...range,
    },
    strict,
  ),
  editInput: Type.Object(
    {
      type: kind('editInput'),
      step,
      feature: Type.Optional(Type.String({ description: 'Name of the input. Default: the first.' })),
      value: Type.Number({ description: 'What comes in instead, in raw units.' }),
    },
    strict,
  ),
  patchState: Type.Object(
    {
      type: kind('patchState'),
      layer,
      step,
      state: Type.Optional(
        Type.Enum(['both', 'hidden', 'cell'], { default: 'both', description: 'What of the state is put in.' }),
      ),
      sample: Type.Union(
        [Type.Integer({ minimum: 1 }), Type.Array(Type.Number()), Type.Array(Type.Array(Type.Number())), Type.String()],
        {
          description:
            'Whose state: the number of a sequence as the views call it (of the validation part, else of the training ' +
            'part), or an input in raw units, or a text where inputs may be texts.',
        },
      ),
    },
    strict,
  ),
  moveState: Type.Object(
    {
      type: kind('moveState'),
      layer,
      step,
      along: Type.Enum(Object.keys(DIRECTIONS) as (keyof typeof DIRECTIONS)[], {
        description: `Whose direction: ${Object.entries(DIRECTIONS)
          .map(([id, what]) => `${id}: ${what}`)
          .join('; ')}.`,
      }),
      inputStep: Type.Optional(Type.Integer({ minimum: 1, description: 'Step of the input; needed with "input".' })),
      by: Type.Number({ description: 'How much more the probe is to read, in units of that quantity.' }),
    },
    strict,
  ),
};

const { clampUnits, clampGate, editInput, patchState, moveState } = InterventionSchemas;

export const InterventionSchema = Type.Union([clampUnits, clampGate, editInput, patchState, moveState], {
  description: `What to do to the model while it runs. ${Object.entries(INTERVENTIONS)
    .map(([id, what]) => `${id}: ${what}`)
    .join('; ')}.`,
});

type Written = { [T in InterventionType]: Static<(typeof InterventionSchemas)[T]> };
type Filled<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;

/** With every default filled in; steps and units from 1, a sample as [T][F]. */
export type Intervention<Sample = readonly (readonly number[])[]> =
  | Readonly<Filled<Written['clampUnits'], 'state' | 'value'>>
  | Readonly<Written['clampGate']>
  | Readonly<Written['editInput']>
  | Readonly<Omit<Filled<Written['patchState'], 'state'>, 'sample'> & { sample: number | Sample }>
  | Readonly<Written['moveState']>;
