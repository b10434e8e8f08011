/** The task that a config names. */
import type { TaskData } from '../../config/experiment.js';
import { digitAddition } from './digitAddition.js';
import { flipFlop } from './flipFlop.js';
import { addingProblem, drawReturns, drawUniform, summing, sumOf } from './sums.js';
import type { Task } from './task.js';

export function taskOf(data: TaskData): Task {
  if (data.task === 'digitAddition') return digitAddition(data.digits);
  if (data.task === 'flipFlop') return flipFlop(data.bits, data.length);
  if (data.task === 'addingProblem') return addingProblem(data.length);
  const { task: name, length } = data;
  const features = Array.from({ length: data.features }, (_, f) => (data.features === 1 ? 'x' : `x${f + 1}`));
  const common = { name, length, features, draw: drawUniform, part: sumOf };
  switch (name) {
    case 'sum':
      return summing(common);
    case 'subtraction':
      return summing({ ...common, part: (values, step) => (step % 2 === 0 ? 1 : -1) * sumOf(values) });
    case 'runningSum':
      return summing({ ...common, everyStep: true });
    case 'cumulativeReturn':
      return summing({ ...common, draw: drawReturns });
  }
}
