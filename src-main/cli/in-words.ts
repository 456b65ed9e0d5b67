import { loss as lossText } from '@shared/format/numbers';

export { bytes as size } from '@shared/spec/check-words';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 12345.6 as "12,346". */
export const count = (value: number): string => whole.format(value);

/** A share from 0 to 1 as "97.25%"; "–" when there is none. */
export const percent = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(2)}%`;

/** A loss as the window writes it, in signs that other programs read; "–" when there is none. */
export const loss = (value: number | null): string => lossText(value).replaceAll('−', '-');

/** A number with four significant places; "–" when there is none. */
export const short = (value: number | null): string =>
  value === null ? '–' : String(Number(value.toPrecision(4)));

/** How good a model was on validation data: its accuracy, or the share of the variance of values that it explains. */
export function qualityWords(metrics: { valAccuracy: number | null; valR2: number | null } | null): string {
  if (metrics === null) return '–';
  const { valAccuracy, valR2 } = metrics;
  return valR2 === null ? percent(valAccuracy) : `R² ${valR2.toFixed(4)}`;
}

/** Seconds as "0:07", "12:30" or "1:02:03". */
export function duration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor((rounded % 3600) / 60)];
  const rest = `${hours > 0 ? two(minutes) : minutes}:${two(rounded % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** An ISO time as local "2026-01-31 14:05". */
export function time(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Rows as lines of aligned columns, under a heading; columns of numbers to the right. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const numeric = heading.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[–\d][\d,.:%/–]*$/.test(row[column] ?? '')),
  );
  return all.map((row) =>
    row
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
