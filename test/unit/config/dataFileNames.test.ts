/** The explorer's menu and the lists of files offer the same files as data. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DATA_ENDINGS, isDataName, looksLikeData } from '../../../src/core/config/dataFileNames.js';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries: { command: string; when: string }[] = contributes.menus['explorer/context'];
const whens = entries.filter(({ command }) => command === 'lstmLens.newExperiment').map(({ when }) => when);
const [, pattern, flags] = /resourceFilename =~ \/(.*)\/(\w*)$/.exec(whens[0])!;
const menu = new RegExp(pattern, flags);

const OTHERS = [
  'a.lstm.json',
  'model.json',
  'package.json',
  'requirements.txt',
  'README.txt',
  'a.csvx',
  'csv',
  'a.md',
  'a.keras',
];
const DATA = [...DATA_ENDINGS.map((ending) => `a.b.${ending}`), 'A.CSV', 'my-model.json', 'package.csv', 'lstm.json'];

it('one entry is shown for data files, and for no others', () => {
  expect(whens).toHaveLength(1);
  for (const name of DATA) expect([name, menu.test(name), looksLikeData(`/d/${name}`)]).toEqual([name, true, true]);
  for (const name of OTHERS) expect([name, menu.test(name), looksLikeData(`/d/${name}`)]).toEqual([name, false, false]);
});

it('what is dropped may have any name', () => {
  expect(['a.json', 'package.json', 'B.Parquet', 'a.md'].map(isDataName)).toEqual([true, true, true, false]);
});
