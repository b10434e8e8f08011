/** What an inspection is made of, in this order, and what each part is called. */
export const INSPECTION_PARTS = {
  samples: 'influence on the samples',
  population: 'states of many sequences',
  attention: 'attention',
  interventions: 'interventions',
  trust: 'trust',
  sensitivity: 'trust, small changes of the input',
  randomization: 'trust, random weights',
  sequences: 'influence over many sequences',
} as const;

export type InspectionPart = keyof typeof INSPECTION_PARTS;

/** How far an inspection is. */
export interface PartShare {
  readonly part: InspectionPart;
  /** Of the part that is done, in [0,1]. */
  readonly share: number;
}

export type ReportPart = (part: InspectionPart, share: number) => void;

/** For example "trust, random weights: 40 %". */
export function partText({ part, share }: PartShare): string {
  return `${INSPECTION_PARTS[part]}: ${Math.round(100 * share)} %`;
}
