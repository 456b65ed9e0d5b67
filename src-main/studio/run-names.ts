import { randomInt } from 'node:crypto';
import type { Layer, LayerType } from '@shared/spec/layer';
import type { RunSpec } from '@shared/spec/run-spec';
import { nextName } from '@shared/spec/derive';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

const SECOND = 1000;

/** The second that an id begins with, in milliseconds; NaN when it begins with something else. */
const secondOf = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6Z'));

/**
 * `20261123-214500-k3fq`: sorts by the order in which runs were made, and two made in one second still differ. A clock
 * that was set back does not put a new run before older ones.
 *
 * @param newest the id of the newest run there is
 */
export function newRunId(now: Date, newest?: string): string {
  const before = newest === undefined ? Number.NaN : secondOf(newest);
  const isBack = now.getTime() < before;
  const time = new Date(isBack ? before + SECOND : now)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace('T', '-')
    .slice(0, 15);
  const letters = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${time}-${letters}`;
}

function modelKind(layers: readonly Layer[]): string {
  const has = (...types: LayerType[]) => layers.some(({ type }) => types.includes(type));
  if (has('residualBlock')) return 'resnet';
  return has('conv2d', 'depthwiseConv2d') ? 'cnn' : 'mlp';
}

/** `digits-cnn`, or the name that was asked for; with a number behind it when it is taken. */
export function freeName(spec: RunSpec, taken: ReadonlySet<string>): string {
  let name = spec.name ?? `${spec.data.dataset}-${modelKind(spec.model.layers)}`;
  while (taken.has(name)) name = nextName(name);
  return name;
}
