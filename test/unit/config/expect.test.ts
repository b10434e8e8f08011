/** What a config may expect: what is refused, with its place, and what the editor offers. */
import { describe, expect, it } from 'vitest';
import { changed } from '../../../src/core/config/edits.js';
import { readConfig, schemaFixes } from '../../../src/core/config/read.js';

const config = (expectation: string, more = '') => `{
  "data": { "task": "sum" ${more} },
  "model": { "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }] },
  "expect": { ${expectation} }
}`;
const problemsOf = async (text: string) => (await readConfig('a.lstm.json', text)).problems;

describe('"expect"', () => {
  it('takes comparisons and ranges, in the order of the text', async () => {
    const text = config('"influence.occlusion.sign": [0.5, 1], "r2": " >=0.9", "mse": "< 1e-3", "mae": "<= +.5"');
    const { experiment, problems } = await readConfig('a.lstm.json', text);
    expect(problems).toEqual([]);
    expect(Object.keys(experiment!.expect)).toEqual(['influence.occlusion.sign', 'r2', 'mse', 'mae']);
  });

  it.each([
    ['"r2": "about 1"', /Write a comparison and a number/],
    ['"r2": ">= 1 and more"', /Write a comparison and a number/],
    ['"r2": 0.9', /Incorrect type/],
    ['"r2": [1]', /too few items/],
    ['"r2": [1, 0]', /\[lowest, highest\]/],
    ['"r3": ">= 1"', /not allowed/],
    ['"accuracy": ">= 1"', /gives numbers: expect "r2"/],
    ['"influence.lrp.pearson": ">= 1"', /not in "inspect.influence"/],
  ])('refuses %s at its place', async (expectation, message) => {
    const [problem, ...others] = await problemsOf(config(expectation));
    expect(others).toEqual([]);
    expect(problem.message).toMatch(message);
    expect(problem.line).toBe(4);
  });

  it('refuses what the data cannot tell', async () => {
    const unvalidated = await problemsOf(config('"validationLoss": "< 1"', ', "split": { "validation": 0 }'));
    expect(unvalidated[0].message).toMatch(/no validation loss/);
    const file = config('"influence.occlusion.pearson": "> 0", "influence.occlusion.deletion": "< 1"').replace(
      '"task": "sum"',
      '"file": "a.csv", "inputs": ["x"], "target": "x", "window": 3',
    );
    const problems = await problemsOf(file);
    expect(problems.map(({ message }) => message)).toEqual([
      '"pearson" compares with the true contributions, which are not known for a file.',
    ]);
  });

  it('mends a path by the nearest one, and measures what is expected', async () => {
    const misspelt = config('"influence.integratedGradient.pearson": ">= 1"');
    expect(schemaFixes(misspelt, misspelt.indexOf('influence.integ') + 1)[0].title).toBe(
      'Change to "influence.integratedGradients.pearson"',
    );
    const text = config('"influence.lrp.pearson": ">= 0.5"');
    const [{ fixes }] = await problemsOf(text);
    const [{ title, path, value }] = fixes!;
    expect(title).toBe('Add "lrp" to "inspect.influence"');
    const edits = changed(text, [...path], value);
    const mended = edits.reduceRight(
      (whole, { offset, length, content }) => whole.slice(0, offset) + content + whole.slice(offset + length),
      text,
    );
    expect(await problemsOf(mended)).toEqual([]);
  });
});
