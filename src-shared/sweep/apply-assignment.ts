import type { RunSpec } from '../spec/run-spec';
import { parseSpec, type ParsedSpec } from '../spec/parse';
import { withSetting } from '../spec/with-setting';
import type { Assignment } from './space';

/** The run's spec with the fields of a trial set, one after the other. Another kind of thing brings its own fields along. */
export const assigned = (run: RunSpec, set: Assignment): ParsedSpec =>
  parseSpec(set.reduce<unknown>((spec, [field, value]) => withSetting(spec, field, value), run));
