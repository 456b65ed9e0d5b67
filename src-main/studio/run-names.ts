import { randomInt } from 'node:crypto';
import type { RunSpec } from '@shared/spec/run-spec';
import { nextName } from '@shared/spec/derive';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** `20261123-214500-k3fq`: sorts by time, and two made in one second still differ. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const letters = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${time}-${letters}`;
}

/** `digits-cnn`, or the name that was asked for; with a number behind it when it is taken. */
export function freeName(spec: RunSpec, taken: ReadonlySet<string>): string {
  const convolves = spec.model.layers.some(({ type }) => type === 'conv2d');
  let name = spec.name ?? `${spec.data.dataset}-${convolves ? 'cnn' : 'mlp'}`;
  while (taken.has(name)) name = nextName(name);
  return name;
}
