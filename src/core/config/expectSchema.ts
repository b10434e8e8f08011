// biome-ignore-all lint/suspicious/noTemplateCurlyInString: places to fill in, in the syntax of VS Code's snippets.
/** What a config may expect of its model: which numbers there are, and how a bound is written. */
import Type from 'typebox';
import { COMPARISON, EXPECTED_METRICS, EXPECTED_SCORES } from './expected.js';
import { INFLUENCES } from './measures.js';
import { SNIPPETS } from './snippets.js';

const bound = (what: string, snippet: string) =>
  Type.Optional(
    Type.Union(
      [
        Type.String({
          pattern: COMPARISON.source,
          patternErrorMessage: 'Write a comparison and a number, for example ">= 0.99" or "< 1e-3".',
        }),
        Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
      ],
      {
        description: `${what}. A comparison, for example "${snippet}", or a range [lowest, highest].`,
        defaultSnippets: [
          { label: `"${snippet}"`, body: `\${1:${snippet}}` },
          { label: '[lowest, highest]', body: ['^${1:0}', '^${2:1}'] },
        ],
      },
    ),
  );

/** Each number by its path: `r2`, `influence.integratedGradients.pearson`. */
const metrics = Object.entries(EXPECTED_METRICS).map(([name, { what, snippet }]) => [name, bound(what, snippet)]);
const scores = Object.keys(INFLUENCES).flatMap((method) =>
  Object.entries(EXPECTED_SCORES).map(([score, { what, snippet }]) => [
    `influence.${method}.${score}`,
    bound(`Trust in ${method}: ${what}`, snippet),
  ]),
);

const bounds = Object.fromEntries([...metrics, ...scores]) as Record<string, ReturnType<typeof bound>>;

export const ExpectSchema = Type.Object(bounds, {
  additionalProperties: false,
  description:
    'What the trained model has to keep: shown as tests in the Test Explorer, and checked by "lstm-lens test". Paths are ' +
    'metrics and influence.<method>.<score> of the trust table.',
  defaultSnippets: SNIPPETS.expect,
});
