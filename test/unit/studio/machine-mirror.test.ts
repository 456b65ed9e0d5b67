import { expect, it } from 'vitest';
import { listedRunSchema } from '@shared/contract/run';
import { Mirror, mirrorDocumentSchema } from '../../../src-main/studio/machines/mirror';
import { runSummary } from '../../run-summary';

const whole = runSummary({ id: 'box:20260101-000000-aaaa', datasetFingerprint: 'f'.repeat(64) });

it('lists of a whole run what its losses compare with, and not all of it', () => {
  const mirror = new Mirror();
  mirror.putRun(whole);
  const listed = mirror.runs.get(whole.id);
  const { loss, labelSmoothing } = whole.spec;
  expect(listed).toMatchObject({ datasetFingerprint: 'f'.repeat(64), spec: { loss, labelSmoothing } });
  expect(listed).not.toHaveProperty('epochs');
  expect(listed?.spec).not.toHaveProperty('model');
});

it('takes in what a machine of an older version lists, without making up what it does not say', () => {
  const { epochs, data, best } = whole.spec;
  const listed = listedRunSchema.parse({ ...whole, datasetFingerprint: undefined });
  const old = { ...listed, spec: { epochs, data, best } };
  expect(mirrorDocumentSchema.shape.runs.parse([old])).toEqual([old]);
});
