import type { Figure } from '@shared/evaluation/figure';
import { amount, share } from '../../format/numbers';

/** A percentage with two decimals, a number with four, or an amount in its own unit. */
export function figureText({ kind }: Pick<Figure, 'kind'>, value: number): string {
  if (kind === 'share') return `${(value * 100).toFixed(2)}%`;
  return kind === 'number' ? share(value) : amount(value);
}

/** "90.97 to 92.06": the sign stands at the figure. */
export const intervalText = (figure: Figure): string =>
  Number.isNaN(figure.from)
    ? 'working it out…'
    : [figure.from, figure.to].map((end) => figureText(figure, end).replace('%', '')).join(' to ');
