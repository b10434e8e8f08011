/** The layers that a PyTorch state dict could have come from, as a config writes them. */
import type { ModuleKind, TorchPart } from './modules.js';

/** A layer as a config writes it: with what is not the default. */
export type WrittenLayer = Readonly<Record<string, unknown>> & { readonly type: string };

/** Which kind is likely to come before which, where the shapes leave it open. */
const USUAL_ORDER: readonly ModuleKind[] = ['lstm', 'gru', 'simpleRnn', 'attention', 'layerNorm', 'linear'];
const MOST_TRIALS = 10_000;
/** A config has no more layers. */
const MOST_LAYERS = 100;

/**
 * Puts all parts in an order in which each reads what the one before gives. What a state dict does not hold
 * (activations, heads of attention, what is done between the modules) is left at what is usual.
 * @returns undefined where there is no such order, no module, one that is not known, or more than a config may have layers.
 */
export function inferLayers(parts: readonly TorchPart[]): WrittenLayer[] | undefined {
  if (parts.length === 0 || parts.length > MOST_LAYERS) return undefined;
  if (parts.some(({ kind }) => kind === 'unknown')) return undefined;
  const usual = [...parts].sort((a, b) => USUAL_ORDER.indexOf(a.kind) - USUAL_ORDER.indexOf(b.kind));
  const chain = chainOf(usual);
  if (!chain) return undefined;
  const lastSequence = chain.findLastIndex(({ part }) => part.kind in RECURRENT || part.kind === 'attention');
  return chain.map(({ part, embedding }, index) => layerOf(part, embedding, index < lastSequence));
}

interface Link {
  readonly part: TorchPart;
  readonly embedding: boolean;
}

function chainOf(parts: readonly TorchPart[]): Link[] | undefined {
  let trials = 0;
  const search = (chain: readonly Link[], units: number | undefined): Link[] | undefined => {
    if (chain.length === parts.length) return [...chain];
    if (trials++ > MOST_TRIALS) return undefined;
    const free = parts.filter((part) => !chain.some((link) => link.part === part));
    for (const { part, embedding } of chain.length === 0 ? first(free) : free.map(plain)) {
      const earlier = free.some((other) => other.module === part.module && other.layer < part.layer);
      if (earlier || (!embedding && units !== undefined && part.inputs !== units)) continue;
      const found = search([...chain, { part, embedding }], unitsBehind(part, embedding));
      if (found) return found;
    }
    return undefined;
  };
  return search([], undefined);
}

const plain = (part: TorchPart): Link => ({ part, embedding: false });

/** Beside recurrent layers a weight without bias that comes first is an embedding. */
function first(parts: readonly TorchPart[]): Link[] {
  const embeddings = parts.filter(({ kind, bias }) => kind === 'linear' && !bias);
  return [...embeddings.map((part) => ({ part, embedding: true })), ...parts.map(plain)];
}

function unitsBehind({ units, inputs, bidirectional }: TorchPart, embedding: boolean): number {
  if (embedding) return inputs;
  return bidirectional ? 2 * units : units;
}

const RECURRENT: Readonly<Partial<Record<ModuleKind, true>>> = { lstm: true, gru: true, simpleRnn: true };

function layerOf(part: TorchPart, embedding: boolean, sequence: boolean): WrittenLayer {
  const { kind, units, inputs, bias } = part;
  const unbiased = bias ? {} : { useBias: false };
  if (embedding) return { type: 'embedding', inputDim: units, outputDim: inputs };
  if (kind === 'linear') return { type: 'dense', units, ...unbiased };
  // PyTorch's epsilon, unlike Keras's.
  if (kind === 'layerNorm') return { type: 'layerNormalization', epsilon: 1e-5, ...(bias ? {} : { center: false }) };
  if (kind === 'attention') return { type: 'selfAttention', numHeads: 1, keyDim: units, ...unbiased };
  const layer = { type: kind, units, ...(sequence ? { returnSequences: true } : {}), ...unbiased };
  return part.bidirectional ? { type: 'bidirectional', layer } : layer;
}
