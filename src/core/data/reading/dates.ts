/** Dates as files write them. */

/** How a column writes its dates. `dmy` and `mdy` have the day or the month first, before a slash, point or dash. */
export type DateForm = 'iso' | 'ymd' | 'dmy' | 'mdy';

const CLOCK = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})(?:-(\d{2})${CLOCK})?$`);
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})${CLOCK}$`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})${CLOCK}$`);

/**
 * The form in which all of the cells are dates; undefined where there is none. Where nothing tells day and month apart,
 * the month comes first before slashes, else the day.
 */
export function dateForm(cells: readonly string[]): DateForm | undefined {
  if (cells.length === 0) return undefined;
  const slashes = cells[0].includes('/');
  const forms: DateForm[] = slashes ? ['iso', 'ymd', 'mdy', 'dmy'] : ['iso', 'ymd', 'dmy', 'mdy'];
  return forms.find((form) => cells.every((cell) => !Number.isNaN(parseDate(cell, form))));
}

/** Milliseconds since 1970, in UTC where no zone is given; NaN for what is no date of this form. */
export function parseDate(text: string, form: DateForm): number {
  const cell = text.trim();
  if (form === 'iso' || form === 'ymd') {
    const match = (form === 'iso' ? ISO : YEAR_FIRST).exec(cell);
    return match ? moment(match[1], match[2], match[3] ?? '1', match.slice(4)) : Number.NaN;
  }
  const match = YEAR_LAST.exec(cell);
  if (!match) return Number.NaN;
  const [, first, , second, year] = match;
  const [day, month] = form === 'dmy' ? [first, second] : [second, first];
  return moment(year, month, day, match.slice(5));
}

function moment(year: string, month: string, day: string, clock: readonly (string | undefined)[]): number {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0', zone = 'Z'] = clock;
  const [m, d, h, min, s] = [month, day, hours, minutes, seconds].map(Number);
  if (m < 1 || m > 12 || d < 1 || h > 24 || min > 59 || s > 60) return Number.NaN;
  if (d > new Date(Date.UTC(Number(year), m, 0)).getUTCDate()) return Number.NaN;
  const milliseconds = 1000 * Number(`0.${fraction}`);
  return Date.UTC(Number(year), m - 1, d, h, min, s) + milliseconds - offset(zone);
}

/** Milliseconds that a zone is ahead of UTC. */
function offset(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(-2)].map(Number);
  return (zone[0] === '-' ? -1 : 1) * (60 * hours + minutes) * 60_000;
}
