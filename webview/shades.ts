/** Colours of painted pictures are found once per shade and not once per cell. */
export const SHADES = 256;

/** Which of the shades a value has; -1 for what is no number. */
export function shadeOf(value: number, low: number, high: number): number {
  if (!Number.isFinite(value)) return -1;
  const share = high > low ? (value - low) / (high - low) : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * (SHADES - 1));
}
