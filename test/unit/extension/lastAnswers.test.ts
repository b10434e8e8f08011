import { describe, expect, it, vi } from 'vitest';
import { LastAnswers } from '../../../src/extension/lastAnswers.js';

const model = {};

describe('the last answers', () => {
  it('are found once, and again after they were pushed out', async () => {
    const answers = new LastAnswers<string>(2);
    const find = vi.fn(async (question: string) => question.toUpperCase());
    const ask = (question: string) => answers.get(model, question, () => find(question));
    expect(await ask('a')).toBe('A');
    await ask('b');
    expect(await ask('a')).toBe('A'); // "b" is the oldest now
    await ask('c');
    expect(find).toHaveBeenCalledTimes(3);
    await ask('a');
    expect(find).toHaveBeenCalledTimes(3);
    await ask('b');
    expect(find).toHaveBeenCalledTimes(4);
  });

  it('about another model are others', async () => {
    const answers = new LastAnswers<number>(5);
    expect(await answers.get(model, 'a', async () => 1)).toBe(1);
    expect(await answers.get({}, 'a', async () => 2)).toBe(2);
    expect(await answers.get(model, 'a', async () => 3)).toBe(3);
  });

  it('do not keep a failure', async () => {
    const answers = new LastAnswers<number>(5);
    await expect(answers.get(model, 'a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(await answers.get(model, 'a', async () => 1)).toBe(1);
  });
});
