/** Names of files that are being written: a crash may leave them behind. */

/** In the same folder, so that the rename cannot cross a file system. @param name of the file that is written. */
export function temporaryName(name: string): string {
  return `.${name}.${crypto.randomUUID()}.tmp`;
}

export function isTemporary(name: string): boolean {
  return /^\..+\.[0-9a-f-]{36}\.tmp$/.test(name);
}
