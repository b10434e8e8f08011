/** What an operator of a graph is given, and what it gives. */
import type { Chain, Marks, Source } from './chain.js';
import type { OnnxNode } from './messages.js';
import { type Budget, type Numbers, numbersOf } from './tensors.js';

/** Why a value is not known: the first node on its way that is not supported. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly node: string;
  /** A sentence that names the node. */
  readonly reason: string;
  /** The last layer before it. */
  readonly before?: Source;
}

export type Value = Numbers | Marks | Unknown;

/** A node that is not supported; says why, without the node's name. */
export class UnsupportedNode extends Error {}

/** An array of the input's two first axes that is read the other way round: the steps come first. */
export class StepsFirst extends Error {}

export interface Context {
  readonly node: OnnxNode;
  readonly opset: number;
  readonly chain: Chain;
  readonly budget: Budget;
  /** Whether the graph may still turn out to have its steps first. */
  readonly orderOpen: boolean;
  /** Undefined where an optional input is left out. */
  readonly inputs: readonly (Numbers | Marks | undefined)[];
}

export type Operator = (context: Context) => readonly Value[];

/** @throws {UnsupportedNode} where the input is missing. */
export function input({ inputs }: Context, index: number): Numbers | Marks {
  const value = inputs[index];
  if (!value) throw new UnsupportedNode(`has no input ${index + 1}`);
  return value;
}

/** @throws {UnsupportedNode} where the input depends on what the model reads. */
export function numbers(context: Context, index: number): Numbers {
  const value = input(context, index);
  if (value.kind === 'numbers') return value;
  throw new UnsupportedNode(`has an input ${index + 1} that is not fixed`);
}

/** Whole numbers of an input, or else of an attribute of the same meaning in older operators. */
export function wholes(context: Context, index: number, attribute: string): number[] | undefined {
  if (context.inputs[index]) return [...numbers(context, index).data];
  const stored = context.node.attributes.get(attribute);
  return stored && [...stored.ints];
}

export function int({ node }: Context, name: string, fallback: number): number {
  return node.attributes.get(name)?.int ?? fallback;
}

/** Float32, as somebody has written it: 0.001, not 0.0010000000474974513. */
export function float({ node }: Context, name: string, fallback: number): number {
  const stored = node.attributes.get(name)?.float ?? fallback;
  const short = Number(stored.toPrecision(7));
  return Math.fround(short) === Math.fround(stored) ? short : stored;
}

/** The tensor of an attribute. */
export function tensor({ node }: Context, name: string): Numbers | undefined {
  const stored = node.attributes.get(name)?.tensor;
  return stored && numbersOf(stored);
}

/** An axis counted from the end where it is negative. @throws {UnsupportedNode} where there is none such. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < rank) return counted;
  throw new UnsupportedNode(`has the axis ${axis} of an array of ${rank}`);
}
