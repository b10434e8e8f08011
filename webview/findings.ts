/** Questions about how the model computes, and what is known of their answers. Pure. */
import equal from 'fast-deep-equal/es6';
import type { Question } from '../src/core/analysis/dynamics/question.js';
import type { Finding } from './protocol.js';

/** Of each kind so many are kept: going to and fro between layers and inputs asks nothing twice. */
const MOST = 8;

export function sameQuestion(one: Question, other: Question): boolean {
  return equal(one, other);
}

/** The finding about this very question. */
export function findingOf<Q extends Question>(findings: readonly Finding[], question: Q) {
  return findings.find((other) => sameQuestion(other.question, question)) as
    | Extract<Finding, { question: { about: Q['about'] } }>
    | undefined;
}

/** Without what was asked about a sample, in whose place there is another one now. @param sample its index. */
export function withoutSample(findings: readonly Finding[], sample: number): readonly Finding[] {
  return findings.filter(({ question }) => sampleOf(question) !== sample);
}

function sampleOf(question: Question): number | undefined {
  switch (question.about) {
    case 'rest':
      return question.input.kind === 'step' ? question.input.sample : undefined;
    case 'interventions':
      return question.sample;
    case 'units':
      return question.pattern.sample;
    default:
      return undefined;
  }
}

/** With a finding in place of the one about the same question; a question ends the one of its kind that is still open. */
export function withFinding(findings: readonly Finding[], finding: Finding): readonly Finding[] {
  const { question } = finding;
  const others = findings.filter(
    (other) =>
      !sameQuestion(other.question, question) && !(other.kind === 'working' && other.question.about === question.about),
  );
  const ofKind = others.filter((other) => other.question.about === question.about);
  const dropped = ofKind.slice(0, Math.max(0, ofKind.length + 1 - MOST));
  return [...others.filter((other) => !dropped.includes(other)), finding];
}
