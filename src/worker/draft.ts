/** From a data file to a config that learns from it, checked and mended before anyone sees it. */
import { applyEdits } from 'jsonc-parser';
import { changed } from '../core/config/edits.js';
import type { FileFacts } from '../core/config/guess/facts.js';
import { NothingToLearnError, plainFacts } from '../core/config/guess/guess.js';
import { learnFrom, namesIn } from '../core/config/guess/learnFrom.js';
import { factsOf } from '../core/data/facts.js';
import type { ReadingTurns } from '../core/data/reading/source.js';
import { baseName, type Files } from '../core/files.js';
import { BadInputError } from '../core/problems.js';
import { prepare } from './prepare.js';
import type { ColumnsParams, ConfigText, Draft, DraftParams } from './protocol.js';

/** Bytes that are looked at for names alone. */
const FOR_NAMES = 1 << 20;
/** Faults that are mended one after the other. */
const MOST_MENDS = 6;
/** A larger file is read once, when it is trained on, and not to try the config. */
const LARGEST_TRIED = 64 * 1024 * 1024;
const JSON_BEGINNING = 1 << 16;

/** Names that a config may use of a data file. @throws {BadInputError} where it is damaged; {CancelledError}. */
export async function columnsOf(
  { file }: ColumnsParams,
  files: Files,
  turns: ReadingTurns,
): Promise<readonly string[]> {
  return namesIn(await factsOf(file, files, turns, FOR_NAMES));
}

/**
 * @throws {BadInputError} where the file is damaged; {NothingToLearnError} where nothing of it can be learned;
 * {CancelledError}.
 */
export async function draft({ config, file, name }: DraftParams, files: Files, turns: ReadingTurns): Promise<Draft> {
  if (/\.json$/i.test(file) && (await holdsObject(file, files))) {
    if (await holdsModel(file, files)) return { kind: 'model' };
    throw new Error(`${baseName(file)} is neither a list of records nor a TensorFlow.js model.`);
  }
  const facts = await factsOf(file, files, turns);
  const text = learnFrom(config.text, name, facts);
  if (((await files.size(file)) ?? 0) > LARGEST_TRIED) return { kind: 'data', text };
  const tried = await mended({ ...config, text }, files, turns);
  if (tried.fits) return { kind: 'data', text: tried.text };
  // Gaps may leave too little of what was guessed; what fits nowhere is for the Problems panel.
  const plain = await plainly({ config, file, name, facts }, files, turns);
  return { kind: 'data', text: plain ?? tried.text };
}

/** Does what the first quick fixes would do: classes that only the rows behind a window have, a mask that no step has. */
async function mended(config: ConfigText, files: Files, turns: ReadingTurns): Promise<{ text: string; fits: boolean }> {
  let { text } = config;
  for (let mends = 0; mends < MOST_MENDS; mends++) {
    try {
      await prepare({ ...config, text }, files, turns);
      return { text, fits: true };
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      const [fix] = error.problems.flatMap(({ fixes = [] }) => fixes);
      if (!fix) break;
      text = applyEdits(text, changed(text, [...fix.path], fix.value, { isArrayInsertion: fix.insert }));
    }
  }
  return { text, fits: false };
}

/** Of what has no gaps; undefined where that does not do either. */
async function plainly(
  { config, name, facts }: Omit<DraftParams, 'progress'> & { facts: FileFacts },
  files: Files,
  turns: ReadingTurns,
): Promise<string | undefined> {
  try {
    const { text, fits } = await mended(
      { ...config, text: learnFrom(config.text, name, plainFacts(facts)) },
      files,
      turns,
    );
    return fits ? text : undefined;
  } catch (error) {
    if (error instanceof NothingToLearnError) return undefined;
    throw error;
  }
}

async function holdsObject(file: string, files: Files): Promise<boolean> {
  return /^\uFEFF?\s*\{/.test(new TextDecoder().decode(await files.readPart(file, 0, 64)));
}

/** A LayersModel says so near its beginning or its end, on which side of its layers depends on who wrote it. */
async function holdsModel(file: string, files: Files): Promise<boolean> {
  const size = (await files.size(file)) ?? 0;
  const parts = [0, Math.max(0, size - JSON_BEGINNING)].map((from) => files.readPart(file, from, JSON_BEGINNING));
  return (await Promise.all(parts)).some((bytes) =>
    /"(modelTopology|weightsManifest)"\s*:/.test(new TextDecoder().decode(bytes)),
  );
}
