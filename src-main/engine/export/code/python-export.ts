import { sizeOf } from '@shared/model/shape';
import { encodeSafetensors } from '../../checkpoint/safetensors';
import type { SampleArray } from '../../train/step-runner';
import type { ExportedFile, ExportedModel } from '../exported-model';
import { script, type FrameworkText } from './script';
import { scriptPlan, type ScriptPlan } from './script-plan';

/** What the run's own model says of a few samples: it travels along, so that the script can be checked elsewhere. */
export interface RecordedAnswers {
  count: number;
  /** bytes of pictures, or numbers as they are; one sample after the other */
  inputs: SampleArray;
  /** of the last layer */
  outputs: Float32Array;
}

/** So many answers travel along: a few are enough to tell whether a model is the same. */
const ANSWERS = 16;

function answersFile({ inputShape, target }: ExportedModel, { count, inputs, outputs }: RecordedAnswers) {
  const rows = Math.min(count, ANSWERS);
  const some = inputs.subarray(0, rows * sizeOf(inputShape));
  const taken = some instanceof Uint8Array ? Float32Array.from(some, (level) => level / 255) : some;
  const width = target.names.length;
  return encodeSafetensors([
    { name: 'inputs', shape: [rows, ...inputShape], values: Float32Array.from(taken) },
    { name: 'outputs', shape: [rows, width], values: outputs.slice(0, rows * width) },
  ]);
}

/** The files of a generated script: itself, the weights, recorded answers, and the packages that it needs. */
export function pythonExport(
  model: ExportedModel,
  answers: RecordedAnswers | undefined,
  text: (plan: ScriptPlan) => FrameworkText,
  packages: (plan: ScriptPlan) => readonly string[],
): ExportedFile[] {
  if (answers === undefined) throw new Error('a script goes with answers to check it by');
  const plan = scriptPlan(model);
  const encoded = (value: string) => new TextEncoder().encode(value);
  return [
    { path: 'model.py', bytes: encoded(script(plan, text(plan))) },
    { path: 'model.safetensors', bytes: encodeSafetensors(model.weights) },
    { path: 'answers.safetensors', bytes: answersFile(model, answers) },
    { path: 'requirements.txt', bytes: encoded(`${packages(plan).join('\n')}\n`) },
  ];
}
