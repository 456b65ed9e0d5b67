import { randomInt } from 'node:crypto';
import type { Layer, LayerType } from '@shared/spec/layer';
import { MOST_IN_RUN_NAME, type RunSpec } from '@shared/spec/run-spec';
import { untakenName } from '@shared/spec/derive';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';

/** In the order in which they sort. */
const LETTERS = '23456789abcdefghijkmnpqrstuvwxyz';
const COUNT = 4;
const MOST = LETTERS.length ** COUNT;
/** Two programs that make a run at the same time differ by chance; a second has room for a thousand runs all the same. */
const MOST_APART = 1000;

const SECOND = 1000;

/** The second that an id begins with, in milliseconds; NaN when it begins with something else. */
const secondOf = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6Z'));

/** The last letters of an id as a number that sorts as they do; letters that no id has count as the highest. */
const numberOf = (id: string): number =>
  Array.from(id.slice(-COUNT)).reduce((sum, letter) => {
    const place = LETTERS.indexOf(letter);
    return sum * LETTERS.length + (place === -1 ? LETTERS.length - 1 : place);
  }, 0);

const lettersOf = (number: number): string =>
  Array.from(
    { length: COUNT },
    (_, place) => LETTERS[Math.floor(number / LETTERS.length ** (COUNT - 1 - place)) % LETTERS.length],
  ).join('');

/**
 * `20261123-214500-k3fq`: sorts by the order in which runs were made, also of those that were made in one second. A clock
 * that was set back does not put a new run before older ones.
 *
 * @param newest the id of the newest run there is
 */
export function newRunId(now: Date, newest?: string): string {
  const before = newest === undefined ? Number.NaN : secondOf(newest);
  let second = Math.floor(now.getTime() / SECOND) * SECOND;
  let number = randomInt(MOST);
  if (newest !== undefined && second <= before) {
    second = before;
    number = numberOf(newest) + randomInt(1, MOST_APART);
    if (number >= MOST) {
      second += SECOND;
      number = randomInt(MOST / 2);
    }
  }
  const time = new Date(second).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${lettersOf(number)}`;
}

function modelKind(layers: readonly Layer[]): string {
  const has = (...types: LayerType[]) => layers.some(({ type }) => types.includes(type));
  if (has('residualBlock')) return 'resnet';
  return has('conv2d', 'depthwiseConv2d') ? 'cnn' : 'mlp';
}

/** `digits-cnn`, or the name that was asked for; with a number behind it when it is taken. */
export function freeName(spec: RunSpec, taken: ReadonlySet<string>): string {
  const kind = modelKind(spec.model.layers);
  const name = spec.name ?? `${spec.data.dataset.slice(0, MOST_IN_RUN_NAME - kind.length - 1)}-${kind}`;
  return untakenName(name, taken, MOST_IN_RUN_NAME);
}

/**
 * A spec for a studio that does not know all the names that are taken: it says its name where the usual one is among them.
 * What is no spec stays as it is: whoever trains it says what is wrong.
 */
export function specWithFreeName(spec: unknown, taken: ReadonlySet<string>): unknown {
  const parsed = parseSpec(spec);
  if (!parsed.ok) return spec;
  const usual = freeName(parsed.spec, new Set());
  const name = freeName(parsed.spec, taken);
  return name === usual ? spec : withValueAt(spec, 'name', name);
}
