import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runSpecSchema } from '@shared/spec/run-spec';
import { fieldHint } from '../../../src-renderer/pages/new-run/field-labels';
import { LAYER_FIELDS } from '../../../src-renderer/pages/new-run/layer-fields';

/** What has no line of its own in the form's lists of settings, and why. */
const ELSEWHERE: Record<string, string> = {
  version: 'the program writes it',
  name: 'the field at the top, which says what it is',
  'model.layers.#.type': 'chosen from a menu that explains each',
  'optimizer.schedule.boundaries.#.step': 'a row below the line of all boundaries',
  'optimizer.schedule.boundaries.#.factor': 'a row below the line of all boundaries',
  'changes.#.step': 'a row below the line about changes',
  'changes.#.learningRate': 'a row below the line about changes',
  'changes.#.scheduleSteps': 'written when the epochs of a run are changed',
  'start.run': 'chosen by Continue or Start From at a checkpoint',
  'start.checkpoint': 'chosen by Continue or Start From at a checkpoint',
  'start.mode': 'StartFields says what is taken over',
  'start.fit': 'StartFields says what is taken over',
  'weights.file': 'chosen by Begin with the weights of a file',
  'weights.name': 'the file’s own, shown where it was chosen',
  'weights.fit': 'says beside it what is taken over',
  precision: 'PrecisionChoice says what each does',
  backend: 'BackendChoice says of each rung what it is',
};

/** The paths of all values of a schema; `#` stands for the entries of a list. */
function leavesOf(schema: z.core.$ZodType, path = ''): string[] {
  const inner = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.core.$ZodType>;
    return Object.entries(shape).flatMap(([key, value]) => leavesOf(value, inner(key)));
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => leavesOf(option, path));
  if (schema instanceof z.ZodArray) return leavesOf(schema.element, inner('#'));
  if (schema instanceof z.ZodPipe) return leavesOf(schema.out, path);
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return leavesOf(schema.unwrap(), path);
  }
  return [path];
}

const leaves = [...new Set(leavesOf(runSpecSchema))];
const layerHints = new Map(
  Object.values(LAYER_FIELDS).flatMap((fields) => fields.map(({ key, hint }) => [key, hint])),
);
const hintOf = (path: string) => {
  const layer = /^model\.layers\.#\.(\w+)$/.exec(path)?.[1];
  return layer === undefined ? fieldHint(path) : layerHints.get(layer);
};

describe('each field of the spec is explained in one line in the form', () => {
  it('that walk finds them all', () => {
    expect(leaves).toContain('optimizer.schedule.warmupSteps');
    expect(leaves).toContain('model.layers.#.frozen');
    expect(leaves).toContain('checkpoint.keep.everyNth');
    expect(leaves.length).toBeGreaterThan(60);
  });

  it.each(leaves.filter((path) => !(path in ELSEWHERE)))('%s', (path) => {
    expect(hintOf(path)).toMatch(/^[A-Z0-9].*\.$/);
  });

  it('what is explained elsewhere is a field still', () => {
    for (const path of Object.keys(ELSEWHERE)) expect(leaves, path).toContain(path);
  });
});
