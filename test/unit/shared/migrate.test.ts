import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newLayer, type LayerType } from '@shared/spec/layer';
import { migrateSpec, type Migration } from '@shared/spec/migrate';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { parseSpec } from '@shared/spec/parse';
import { PRESET_IDS, presets } from '@shared/spec/presets';
import { runSpecSchema, SPEC_VERSION } from '@shared/spec/run-spec';
import { newSchedule, type ScheduleName } from '@shared/spec/schedule';

/** What presets came to at earlier commits, as run.json of that time has it; never changed, only added to. */
const earlier = z
  .array(z.object({ commit: z.string(), preset: z.string(), spec: z.record(z.string(), z.json()) }))
  .parse(JSON.parse(readFileSync(new URL('earlier-specs.json', import.meta.url), 'utf8')));

/** Each value by its path; an empty list or object is a value. */
function leavesOf(value: unknown, path = ''): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, value]];
  return entries.flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

/**
 * The fields that came later, and the value with which a run is what it was without them. Whoever adds a field to the
 * spec adds it here: a default that means something else would change what runs on people's disks are.
 */
const NEUTRAL: Record<string, unknown> = {
  labelSmoothing: 0,
  changes: [],
  ema: 0,
  'stop.steps': 0,
  'stop.minutes': 0,
  'earlyStopping.patience': 0,
  'earlyStopping.monitor': 'valLoss',
  'earlyStopping.minDelta': 0,
  'best.metric': 'valLoss',
  'test.atEnd': false,
  microBatches: 1,
  'validation.folds': 0,
  'validation.fold': 0,
  'checkpoint.everyMinutes': 0,
  'checkpoint.onDiskFull': 'pause',
  'onNonFinite.do': 'stop',
  'record.normsEvery': 100,
  'record.histograms': true,
  precision: 'float32',
  'optimizer.schedule.name': 'constant',
  'optimizer.clip.by': 'none',
  'optimizer.weightDecay': 0,
  'optimizer.decayAll': false,
  'augment.shift': 0,
  'augment.rotate': 0,
  'augment.zoom': 0,
  'augment.shear': 0,
  'augment.flipHorizontal': false,
  'augment.flipVertical': false,
  'augment.crop': 0,
  'augment.outside': 'black',
  'augment.brightness': 0,
  'augment.contrast': 0,
  'augment.noise': 0,
  'augment.cutout': 0,
  'augment.mixup': 0,
  /** Flax's, as before it could be chosen */
  initializer: 'lecun-normal',
  useBias: true,
  frozen: false,
};
const neutralOf = (path: string): unknown => NEUTRAL[path.replace(/^model\.layers\.\d+\./, '')];

describe('a spec of an earlier time', () => {
  it.each(earlier)('means what it meant: $preset of $commit', ({ spec }) => {
    const parsed = parseSpec(spec);
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    const now = new Map(leavesOf(parsed.spec));
    for (const [path, value] of leavesOf(spec)) {
      expect(now.get(path), path).toEqual(path === 'version' ? SPEC_VERSION : value);
      now.delete(path);
    }
    for (const [path, value] of now) expect(value, `${path}, which came later,`).toEqual(neutralOf(path));
  });
});

/** Any spec of today, of some preset, optimizer, schedule and layer. */
const specs = fc
  .record({
    preset: fc.constantFrom(...PRESET_IDS),
    optimizer: fc.constantFrom(...(Object.keys(newOptimizer) as OptimizerName[])),
    schedule: fc.constantFrom(...(Object.keys(newSchedule) as ScheduleName[])),
    layer: fc.constantFrom(...(Object.keys(newLayer) as LayerType[])),
    epochs: fc.integer({ min: 1, max: 1000 }),
    seed: fc.nat(),
    ema: fc.constantFrom(0, 0.9, 0.999),
    keep: fc.option(
      fc.record({ best: fc.integer({ min: 1, max: 9 }), last: fc.integer({ min: 1, max: 9 }) }),
    ),
  })
  .map(({ preset, optimizer, schedule, layer, keep, ...rest }) => {
    const spec = presets[preset].spec({ id: 'digits', classes: [...'0123456789'] } as never);
    return runSpecSchema.parse({
      ...spec,
      ...rest,
      model: { layers: [newLayer[layer](), ...spec.model.layers] },
      optimizer: { ...newOptimizer[optimizer](), schedule: newSchedule[schedule]() },
      checkpoint: keep === null ? spec.checkpoint : { ...spec.checkpoint, keep },
    });
  });

describe('migrating', () => {
  it('changes nothing of a spec of today, and what is read twice is the same', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const written: unknown = JSON.parse(JSON.stringify(spec));
        expect(migrateSpec(written)).toEqual(written);
        expect(parseSpec(written)).toEqual({ ok: true, spec });
      }),
    );
  });

  it('goes from version to version, each step once, and touches none of a newer one', () => {
    const rename: Migration = ({ batch, ...rest }) => ({ ...rest, batchSize: batch });
    const halve: Migration = ({ batchSize, ...rest }) => ({ ...rest, batchSize: Number(batchSize) / 2 });
    const steps = [rename, halve];
    expect(migrateSpec({ version: 1, batch: 64, seed: 5 }, steps)).toEqual({
      version: 3,
      batchSize: 32,
      seed: 5,
    });
    expect(migrateSpec({ version: 2, batchSize: 64 }, steps)).toEqual({ version: 3, batchSize: 32 });
    expect(migrateSpec({ version: 3, batchSize: 64 }, steps)).toEqual({ version: 3, batchSize: 64 });
    expect(migrateSpec({ version: 9, batchSize: 64 }, steps)).toEqual({ version: 9, batchSize: 64 });
    expect(migrateSpec({ batchSize: 64 }, steps)).toEqual({ batchSize: 64 });
  });

  it('leaves what is no spec as it is', () => {
    for (const input of [null, 7, 'spec', [1], { version: 'one' }]) expect(migrateSpec(input)).toEqual(input);
  });
});
