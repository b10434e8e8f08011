/** What the schema cannot say of a sweep: whether each value makes a config that is well. */
import Value from 'typebox/value';
import type { Finding } from '../check.js';
import { formatPath } from './paths.js';
import { type Axis, assign, resolveSweep, type SweepSpec, sweepSize } from './sweep.js';
import type { SweepFile } from './sweepSchema.js';

/** More trials than this are a slip of the pen. */
export const MOST_TRIALS = 10_000;
/** Values that are tried on the config while it is typed; the schema has seen all, and training tells the rest. */
const MOST_CHECKED = 100;

/**
 * @param file a config that is well apart from its sweep.
 * @param faultOf what is wrong with a config without a sweep, in a sentence; undefined where it is well. `root` is the key
 *   below which it has another value.
 */
export async function checkSweep(
  file: { readonly sweep?: SweepFile },
  faultOf: (config: unknown, root: string) => Promise<string | undefined>,
): Promise<Finding[]> {
  const { sweep, ...config } = file;
  if (!sweep) return [];
  const spec = resolveSweep(sweep);
  const findings = [
    ...checkHow(spec, sweep),
    ...spec.axes.flatMap((axis, index) => checkPath(axis, index, spec, config)),
  ];
  if (findings.length > 0) return findings;
  const values = spec.axes.flatMap(({ name, path, values }) =>
    values.map((value, index) => ({ name, path, value, index })),
  );
  const faults = values.slice(0, MOST_CHECKED).map(async ({ name, path, value, index }): Promise<Finding[]> => {
    const message = await faultOf(assign(structuredClone(config), [{ path, value }]), String(path[0]));
    return message === undefined ? [] : [{ path: ['sweep', name, index], message }];
  });
  return (await Promise.all(faults)).flat();
}

function checkHow(spec: SweepSpec, written: SweepFile): Finding[] {
  if (spec.axes.length === 0) {
    return [{ path: ['sweep'], message: 'Name at least one path, for example "train.learningRate": [0.001, 0.01].' }];
  }
  const findings: Finding[] = [];
  const halving = spec.method === 'successiveHalving';
  for (const key of ['reductionFactor', 'minEpochs'] as const) {
    if (!halving && written[key] !== undefined)
      findings.push({ path: ['sweep', key], message: `"${key}" needs "method": "successiveHalving".` });
  }
  if (spec.on !== 'ray' && written.resources !== undefined)
    findings.push({ path: ['sweep', 'resources'], message: '"resources" needs "on": "ray".' });
  if (spec.method === 'grid' && spec.configurations !== undefined) {
    const message = 'A grid trains all combinations: write "method": "random" to draw some of them.';
    findings.push({ path: ['sweep', 'configurations'], message });
  }
  if (spec.method === 'random' && spec.configurations === undefined) {
    const message = 'Say how many combinations are drawn: "configurations": 10.';
    findings.push({ path: ['sweep', 'method'], message });
  }
  const { trials } = sweepSize(spec);
  if (trials > MOST_TRIALS) {
    const message = `These are ${trials} trials; at most ${MOST_TRIALS} are allowed. Draw some of them: "method": "random", "configurations": 100.`;
    findings.push({ path: ['sweep'], message });
  }
  return findings;
}

function checkPath(
  { name, path, values }: Axis,
  index: number,
  { axes, method }: SweepSpec,
  config: unknown,
): Finding[] {
  const at = ['sweep', name];
  const twin = axes.slice(0, index).find((other) => formatPath(other.path) === formatPath(path));
  if (twin) return [{ path: at, message: `"${twin.name}" names the same place.` }];
  if (method === 'successiveHalving' && formatPath(path) === 'train.epochs') {
    const message = 'Successive halving itself decides on the epochs, up to "train.epochs".';
    return [{ path: at, message }];
  }
  for (const [depth, key] of path.entries()) {
    if (typeof key !== 'number') continue;
    const list = Value.Pointer.Get(config, `/${path.slice(0, depth).join('/')}`);
    const count = Array.isArray(list) ? list.length : 0;
    if (key >= count) {
      const last = count > 0 ? `, from [0] to [${count - 1}]` : '';
      return [{ path: at, message: `${formatPath(path.slice(0, depth))} has ${count} elements${last}.` }];
    }
  }
  return values.length > 0 ? [] : [{ path: at, message: 'There is no value.' }];
}
