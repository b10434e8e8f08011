import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { readModelFile, writeModelFile } from '../../../src/core/formats/modelFile.js';
import { formatOf } from '../../../src/core/formats/modelFormats.js';
import { initialWeights } from '../../../src/core/model/initialize.js';
import { Random } from '../../../src/core/random.js';
import { seedSpec } from '../support/specs.js';
import { memoryFiles } from '../worker/memoryFiles.js';

const weights = initialWeights(seedSpec, Random.for(1, 'weights'));
const model = { name: 'seed', spec: seedSpec, weights };

describe('the door of model files', () => {
  it('reads what it has written beside other files', async () => {
    const files = memoryFiles();
    await writeModelFile(files, 'some/folder/model.json', model);
    const back = await readModelFile(files, 'some/folder/model.json');
    expect(back.layers).toEqual(seedSpec.layers);
    expect(back.weights).toEqual(weights);
    expect(back.unsupported).toBeUndefined();
  });

  it.each(['model.pt', 'model', 'json'])('refuses %s and says what it could be', async (name) => {
    const files = memoryFiles();
    const read = async () => readModelFile(files, `folder.json/${name}`);
    await expect(read()).rejects.toThrow(`Its ending is none of a model file that can be loaded: .json (Tensor`);
    await expect(writeModelFile(files, name, model)).rejects.toBeInstanceOf(ModelFormatError);
    expect(files.content.size).toBe(0);
  });

  it('looks at the ending only, in either case', () => {
    expect(formatOf('a.h5/model.KERAS')).toBe('keras');
    expect(formatOf('weights.hdf5')).toBe('hdf5');
    expect(formatOf('model.keras/')).toBeUndefined();
  });
});
