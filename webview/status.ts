/** What the experiment is doing, in words, with the one or two things to do about it. */

import { formatCount } from './format.js';
import type { Snapshot, Status } from './protocol.js';

export type Command = 'train' | 'continue' | 'cancel' | 'inspect' | 'revealConfig';

export interface StatusView {
  readonly kind: Status['kind'] | 'untrusted' | 'gone';
  readonly title?: string;
  readonly text?: string;
  readonly actions: readonly { readonly command: Command; readonly label: string }[];
}

const TRAIN = { command: 'train', label: 'Train' } as const;
const SHOW_CONFIG = { command: 'revealConfig', label: 'Show config' } as const;

/** Pure: what to say and to offer. Nothing where there is nothing to say. */
export function statusView({ status, trusted, title, inspection, gone }: Snapshot): StatusView | undefined {
  if (!trusted) {
    return {
      kind: 'untrusted',
      title: 'Restricted Mode',
      text:
        'Training and inspecting read files that this folder names, so they wait until you trust it. ' +
        'Choose “Manage” in the banner above the editor, or run “Workspaces: Manage Workspace Trust”.',
      actions: [],
    };
  }
  switch (status.kind) {
    case 'empty':
      return {
        kind: 'empty',
        title: 'Nothing trained yet',
        text: `Train the model of ${title} here, or use the lens above the first line of the file.`,
        actions: [TRAIN, SHOW_CONFIG],
      };
    case 'training':
      return { kind: 'training', title: 'Training', actions: [{ command: 'cancel', label: 'Cancel' }] };
    case 'inspecting':
      return { kind: 'inspecting', title: 'Inspecting the model…', actions: [{ command: 'cancel', label: 'Cancel' }] };
    case 'cancelled':
      return {
        kind: 'cancelled',
        title: `Cancelled after ${formatCount(status.epochs)} ${status.epochs === 1 ? 'epoch' : 'epochs'}`,
        text: inspection
          ? 'What is shown is the model as it was then.'
          : status.epochs > 0
            ? 'What it had learned by then is kept, and can be inspected.'
            : 'Train again to see what the model does with its inputs.',
        actions: [
          ...(!inspection && status.epochs > 0 ? [{ command: 'inspect', label: 'Inspect' } as const] : []),
          ...(status.epochs > 0 ? [{ command: 'continue', label: 'Continue' } as const] : []),
          { command: 'train', label: 'Train again' },
        ],
      };
    case 'failed':
      return {
        kind: 'failed',
        title: 'That did not work',
        text: failure(status),
        actions: [SHOW_CONFIG, { ...TRAIN, label: 'Try again' }],
      };
    case 'ready':
      if (gone) {
        return {
          kind: 'gone',
          title: 'The folder of this run was deleted',
          text:
            'What is shown was read before. Earlier epochs and other layouts cannot be read any more. Train again, or ' +
            'bring the folder back.',
          actions: [{ ...TRAIN, label: 'Train again' }],
        };
      }
      return inspection
        ? undefined
        : { kind: 'ready', title: 'Trained', actions: [{ command: 'inspect', label: 'Inspect' }] };
  }
}

function failure({ message, place }: Extract<Status, { kind: 'failed' }>): string {
  return place ? `${place.file}:${place.line}:${place.column}: ${message}` : message;
}
