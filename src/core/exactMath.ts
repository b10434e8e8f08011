/**
 * Functions whose last bits `Math` leaves to the machine, with + - * / only: the same bits everywhere, wherever a
 * result decides data or weights.
 */

const bits = new DataView(new ArrayBuffer(8));

/**
 * Natural logarithm of a positive normal double, to about 1 ulp: x = 2^e m, log m = 2 artanh((m-1)/(m+1)) by its power
 * series, with m in [0.7, 1.41].
 */
export function naturalLog(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = ((high >>> 20) & 0x7ff) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | (1023 << 20));
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  // |z| < 0.172, so the terms after z^23 / 23 are below 1e-19.
  for (let k = 23; k >= 1; k -= 2) sum = sum * z * z + 1 / k;
  return 2 * z * sum + exponent * Math.LN2;
}

/** ln 2 in two parts: the first has so few bits that its product with an exponent is exact (Cody & Waite 1980). */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.4286068203094173e-6;

/** e^x to about 1 ulp; 0 and infinity beyond the normal doubles. x = n ln 2 + r, and e^r by its power series. */
export function exponential(x: number): number {
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  if (x < -708.3) return 0;
  const n = Math.round(x / Math.LN2);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum = 1;
  // |r| < 0.35, so the terms after r^15 / 15! are below 1e-20.
  for (let k = 15; k >= 1; k--) sum = 1 + (sum * r) / k;
  // 2^n in two factors: 2^1024 is no double, though its half times e^r may be one.
  return sum * powerOfTwo(n >> 1) * powerOfTwo(n - (n >> 1));
}

function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** base^exponent for a positive base. */
export function power(base: number, exponent: number): number {
  return exponential(exponent * naturalLog(base));
}

/** cos(pi x) for x in [0,1], to about 1e-16: its power series up to a half, from there on by symmetry. */
export function cosineOfTurns(x: number): number {
  if (x > 0.5) return -cosineOfTurns(1 - x);
  const square = Math.PI * x * (Math.PI * x);
  let sum = 1;
  // The first term left out, (pi/2)^24 / 24!, is below 1e-19.
  for (let k = 22; k >= 2; k -= 2) sum = 1 - (sum * square) / (k * (k - 1));
  return sum;
}
