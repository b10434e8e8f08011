/** A Python that runs `python/train.py` or `python/sweep.py`: started without a shell, listened to, and ended with all that it has started. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import type { Python } from '../protocol.js';
import { LastWords, Lines, type Message, messageIn } from './lines.js';

/** What is said where training elsewhere has failed; it ends with what was printed last. */
export class PythonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PythonError';
  }
}

/** A cancel is felt at once. */
const IDLE_MILLISECONDS = 20;
/** How long an end is waited for. */
const END_MILLISECONDS = 2000;

export class PythonProcess {
  private readonly child: ChildProcess;
  private readonly words = new LastWords();
  private readonly messages: Message[] = [];
  private readonly closed: Promise<void>;
  /** Why there will be no more messages. */
  private over: Error | undefined;
  private heard = Date.now();
  private wake: () => void = () => {};

  /**
   * @param folder of the job, in which it works: no module of the user's folder is loaded by accident.
   * @param silence milliseconds after which a Python that says nothing at all hangs.
   */
  constructor(
    private readonly python: Python,
    script: string,
    folder: string,
    private readonly silence: number,
  ) {
    this.child = spawn(python.command, [script, folder], {
      cwd: folder,
      env: { ...python.environment, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that it can be ended with its children, and Ctrl+C reaches only who decides on it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const printed = (line: string) => this.words.add(line);
    this.listen('stdout', (line) => {
      const message = messageIn(line);
      if (message) this.take(message);
      else printed(line);
    });
    this.listen('stderr', printed);
    // It may have ended: that is told by `close`.
    this.child.stdin?.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.fails(new PythonError(`${python.command} cannot be run: ${error.message}`));
        resolve();
      });
      this.child.once('close', (code, signal) => {
        this.fails(new PythonError(this.death(code, signal)));
        resolve();
      });
    });
  }

  /** The last that it has printed besides its messages. */
  get log(): string {
    return this.words.log;
  }

  send(command: object): void {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /**
   * The next message but those that only say that it lives.
   * @param idle called again and again while nothing is heard; may throw.
   * @throws {PythonError} where it has failed, ended or hangs.
   */
  async next(idle: () => void): Promise<Message> {
    for (;;) {
      const message = this.messages.shift();
      if (message?.lstmLens === 'failed') throw new PythonError(`${message.message}${this.words.quoted}`);
      if (message) return message;
      if (this.over) throw this.over;
      if (Date.now() - this.heard > this.silence) throw new PythonError(this.hanging());
      idle();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, IDLE_MILLISECONDS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Ends it, with all that it has started, at once: after its last message it has nothing to lose. */
  async end(): Promise<void> {
    const { pid } = this.child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      const system = this.python.environment.SystemRoot ?? this.python.environment.SYSTEMROOT ?? 'C:\\Windows';
      const taskkill = path.join(system, 'System32', 'taskkill.exe');
      await new Promise((resolve) => execFile(taskkill, ['/pid', String(pid), '/T', '/F'], resolve));
    } else {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Nothing of it is left.
      }
    }
    await this.closes(END_MILLISECONDS);
  }

  /** Asks it to end by itself, which it has some time for. */
  async stop(milliseconds: number): Promise<void> {
    this.child.stdin?.end();
    await this.closes(milliseconds);
    await this.end();
  }

  private closes(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      void this.closed.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private listen(name: 'stdout' | 'stderr', take: (line: string) => void): void {
    const lines = new Lines(take);
    const stream = this.child[name];
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => lines.add(text));
    stream?.on('end', () => lines.end());
  }

  private take(message: Message): void {
    this.heard = Date.now();
    if (message.lstmLens === 'alive') return;
    this.messages.push(message);
    this.wake();
  }

  private fails(error: Error): void {
    this.over ??= error;
    this.wake();
  }

  private death(code: number | null, signal: NodeJS.Signals | null): string {
    const memory = signal === 'SIGKILL' ? ', as a system does that has no memory left' : '';
    const how = signal ? `was ended by ${signal}${memory}` : `ended with code ${code}`;
    return `Python ${how}, before the training was done.${this.words.quoted}`;
  }

  private hanging(): string {
    const seconds = Math.round(this.silence / 1000);
    return `Python (${this.python.command}) hangs: nothing was heard of it for ${seconds} s.${this.words.quoted}`;
  }
}
