import type { ImportReport } from '@shared/contract/import';
import type { PictureSize } from './decode';

const MOST_LISTED = 20;
/** The longest side that is chosen without being asked for. */
const LONGEST_SIDE = 256;

/** Counts of what sizes pictures have. */
export class Sizes {
  readonly #counts = new Map<string, PictureSize & { count: number }>();

  add({ height, width }: PictureSize): void {
    const key = `${height} ${width}`;
    const known = this.#counts.get(key);
    if (known) known.count++;
    else this.#counts.set(key, { height, width, count: 1 });
  }

  /** how many different ones there are */
  get different(): number {
    return this.#counts.size;
  }

  /** The commonest first, of equally common ones the largest; at most 20. */
  get commonest(): ImportReport['sizes'] {
    return [...this.#counts.values()]
      .toSorted((a, b) => b.count - a.count || b.height * b.width - a.height * a.width || b.height - a.height)
      .slice(0, MOST_LISTED);
  }

  /** How many are not of this size. */
  otherThan({ height, width }: PictureSize): number {
    let total = 0;
    for (const { count } of this.#counts.values()) total += count;
    return total - (this.#counts.get(`${height} ${width}`)?.count ?? 0);
  }
}

/** The size that pictures are brought to: as chosen, else the commonest, its longest side at most 256. */
export function wantedSize(
  chosen: { height?: number | undefined; width?: number | undefined },
  commonest: PictureSize,
): PictureSize {
  const { height, width } = chosen;
  if (height !== undefined && width !== undefined) return { height, width };
  const side = (length: number) => Math.max(1, Math.min(1024, Math.round(length)));
  // One side alone keeps the shape.
  if (height !== undefined) return { height, width: side((height * commonest.width) / commonest.height) };
  if (width !== undefined) return { height: side((width * commonest.height) / commonest.width), width };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(commonest.height, commonest.width));
  return { height: side(commonest.height * scale), width: side(commonest.width * scale) };
}
