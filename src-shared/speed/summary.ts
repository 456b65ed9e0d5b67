import type { KindSpeed, ModelKind, SpeedSetting } from '../contract/speed';
import { bfloat16Gain, fastest, median, timingOf } from './fastest';

/** What was measured of one kind of model, in a row for people. */
export interface KindSummary {
  kind: ModelKind;
  /** what runs of this kind are given */
  setting: SpeedSetting;
  /** how many times as fast as the usual setting; 1 when that is it */
  gain: number;
  /** of a step with `setting`, the median; undefined when it was not measured */
  milliseconds: number | undefined;
  /** how many times as fast bfloat16 is; undefined when it was not measured */
  bfloat16: number | undefined;
}

export function summarize(speed: KindSpeed, usual: SpeedSetting): KindSummary {
  const { setting, gain } = fastest(speed, usual, 'float32');
  const timing = timingOf(speed, setting, 'float32');
  return {
    kind: speed.kind,
    setting,
    gain,
    milliseconds: timing && median(timing.milliseconds),
    bfloat16: bfloat16Gain(speed, usual),
  };
}
