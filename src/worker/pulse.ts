/** Notices a worker that hangs: it is asked for a sign of life as long as it has something to do. */

/** How long a client waits for its worker. */
export interface Patience {
  /** Milliseconds after a cancel. Nothing is lost with the worker but the model that it has open. */
  readonly cancel: number;
  /**
   * As `cancel`, where the worker is worth the wait: a training ends with what its last whole epoch learned, which has to
   * be written, and the next input that is tried on a model needs that model open.
   */
  readonly valuable: number;
  /** Milliseconds between two questions for a sign of life. */
  readonly pulse: number;
  /** So many of them pass without an answer before the worker counts as hanging. */
  readonly missed: number;
}

/**
 * A cancel is felt at once. Work in the worker lets messages in many times a second, but for a batch of a very large
 * model or a library's one long call, which may take seconds and never a minute.
 */
export const PATIENCE: Patience = { cancel: 80, valuable: 2000, pulse: 5000, missed: 12 };

export class Pulse {
  private open = 0;
  private missed = 0;
  private asked = false;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param ask resolves when the worker has answered.
   * @param hangs told once, with the seconds that passed without a sign of life.
   */
  constructor(
    private readonly patience: Patience,
    private readonly ask: () => Promise<unknown>,
    private readonly hangs: (seconds: number) => void,
  ) {}

  /** A request begins; the function that is returned says that it has ended. */
  begin(): () => void {
    if (this.open++ === 0) {
      this.missed = 0;
      this.timer = setInterval(() => this.beat(), this.patience.pulse);
    }
    return () => {
      if (--this.open === 0) clearInterval(this.timer);
    };
  }

  /** Beats are counted, not time: neither a computer that sleeps nor a host that is busy makes a worker hang. */
  private beat(): void {
    if (this.asked && ++this.missed >= this.patience.missed) {
      clearInterval(this.timer);
      this.hangs((this.patience.missed * this.patience.pulse) / 1000);
    }
    if (this.asked) return;
    this.asked = true;
    const answered = () => {
      this.asked = false;
      this.missed = 0;
    };
    // A worker that died says so itself.
    this.ask().then(answered, answered);
  }
}
