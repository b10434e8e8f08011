/** Long work that yields between its steps, so that whoever does it decides whether others get a turn in between. */
export type Steps<T> = Generator<void, T, void>;

/** @throws what `pause` throws. */
export async function inTurns<T>(steps: Steps<T>, pause: () => Promise<void>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pause();
  }
}
