/** The one part of papaparse that is used: its parser of a text that may end within a record. */
declare module 'papaparse' {
  interface Parsed {
    readonly data: string[][];
    readonly errors: readonly { readonly code: string; readonly row: number }[];
    /** `cursor` is the offset behind the last record in `data`. */
    readonly meta: { readonly cursor: number };
  }
  class Parser {
    constructor(config: { delimiter: string; newline: string });
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): Parsed;
  }
  const Papa: { readonly Parser: typeof Parser };
  export default Papa;
}
