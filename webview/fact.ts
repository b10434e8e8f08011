/** A term, its value, and what it means in a tooltip. */
export type Fact = readonly [term: string, value: string, explanation?: string];
