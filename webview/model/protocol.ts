/** The door between the page of a model file and its host. The host says nothing before `ready`. */
import type { ModelLook } from '../../src/core/formats/look/look.js';

export type ModelState =
  /** Restricted Mode: nothing is read until trust is given. */
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'done'; readonly look: ModelLook }
  | { readonly kind: 'failed'; readonly message: string };

export interface ModelHostMessage {
  readonly type: 'model';
  /** The file's name. */
  readonly name: string;
  readonly state: ModelState;
}

export type ModelPageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'inspect' }
  | { readonly type: 'manageTrust' }
  | { readonly type: 'problem'; readonly message: string };
