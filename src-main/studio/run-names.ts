import { randomInt } from 'node:crypto';
import type { Layer, LayerType } from '@shared/spec/layer';
import type { RunSpec } from '@shared/spec/run-spec';
import { nextName } from '@shared/spec/derive';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** `20261123-214500-k3fq`: sorts by time, and two made in one second still differ. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
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
