/** Questions about how the model computes, and what is known of their answers. Pure. */
import equal from 'fast-deep-equal/es6';
import type { Question } from '../src/core/analysis/dynamics/question.js';
import type { Finding } from './protocol.js';

/** What is kept: going to and fro between layers and inputs asks nothing twice. */
const MOST = 24;

export function sameQuestion(one: Question, other: Question): boolean {
  return equal(one, other);
}

/** The finding about this very question. */
export function findingOf<Q extends Question>(findings: readonly Finding[], question: Q) {
  return findings.find((other) => sameQuestion(other.question, question)) as
    | Extract<Finding, { question: { about: Q['about'] } }>
    | undefined;
}

/** With a finding in place of the one about the same question; a question ends the one of its kind that is still open. */
export function withFinding(findings: readonly Finding[], finding: Finding): readonly Finding[] {
  const { question } = finding;
  const others = findings.filter(
    (other) =>
      !sameQuestion(other.question, question) && !(other.kind === 'working' && other.question.about === question.about),
  );
  return [...others, finding].slice(-MOST);
}
