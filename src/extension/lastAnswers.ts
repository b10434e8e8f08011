/** The answers that were given last: who goes back and forth does not wait twice. */

export class LastAnswers<T> {
  /** Oldest first. */
  private readonly answers = new Map<string, T>();
  private about: object | undefined;

  /** @param limit answers that are kept. */
  constructor(private readonly limit: number) {}

  /**
   * @param about what the question is about; answers about anything else are forgotten.
   * @param find what an answer costs; a failure is not kept.
   */
  async get(about: object, question: string, find: () => Promise<T>): Promise<T> {
    if (about !== this.about) this.answers.clear();
    this.about = about;
    const known = this.answers.get(question);
    const answer = known ?? (await find());
    if (about !== this.about) return answer;
    this.answers.delete(question);
    this.answers.set(question, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > this.limit) this.answers.delete(oldest);
    return answer;
  }
}
