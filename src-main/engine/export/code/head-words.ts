import type { ExportedModel } from '../exported-model';
import { inputWords } from './inputs';
import { inDocstring, paragraph } from './python';
import type { ScriptPlan } from './script-plan';
import { isStoppable } from './validation';

const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

function about({ name, checkpoint, target, input }: ExportedModel): string {
  const what =
    target.type === 'classes'
      ? `one of ${plural(target.names.length, 'class', 'classes')}`
      : plural(target.names.length, 'value');
  const from = { pictures: 'a picture', table: 'a row of a table', numbers: 'a sample' }[input.type];
  return `${name}: ${what} from ${from}. The weights are those of checkpoint ${checkpoint.id} of run ${checkpoint.run}, after ${plural(checkpoint.epoch, 'epoch')} and ${plural(checkpoint.step, 'step')} of training in Trainyard.`;
}

/** What of a run its script does not do again, one sentence each; nearly always none. */
export function notTheSame(plan: ScriptPlan): string[] {
  const { spec, model, validates } = plan;
  const { start, weights, stop, earlyStopping, onNonFinite, precision, optimizer } = spec;
  const found: string[] = [];
  if (start) {
    const from = `checkpoint ${start.checkpoint} of run ${start.run}`;
    found.push(
      start.mode === 'weights'
        ? `The run began with the weights of ${from}, which are not here: export that checkpoint as safetensors and give it with --start, or training begins with weights as the seed draws them.`
        : `The run went on from ${from}; the script trains from the very beginning, with the settings that the run had at its end.`,
    );
  }
  if (weights) {
    found.push(
      `The run began with the weights of ${weights.name}, which are not here; the script begins with weights as the seed draws them.`,
    );
  }
  if (precision !== 'float32') {
    found.push(
      `The run computed products in ${precision}; the script computes in float32, so the losses are near those of the run but not the same.`,
    );
  }
  if (stop.minutes > 0)
    found.push(`The run had a limit of ${stop.minutes} minutes, which the script does not have.`);
  if (earlyStopping.patience > 0 && !isStoppable(plan)) {
    found.push('The run could be stopped early by a measure that the script does not take.');
  }
  if (onNonFinite.do === 'roll-back') {
    found.push(
      'Where a number was no longer finite, the run went back to a checkpoint; the script does not.',
    );
  }
  if (optimizer.schedule.name === 'reduce-on-plateau' && !validates) {
    found.push('There is nothing to validate on, so the learning rate is never reduced.');
  }
  if (model.dataset === undefined) {
    found.push(
      'The dataset was not in the library when this was written, so it is read in the most general way.',
    );
  }
  return found;
}

/** The docstring at the top of a script. */
export function headWords(plan: ScriptPlan, framework: string): string {
  const { name, what } = inputWords(plan);
  const uses = [
    ['check', 'compares its answers with those that Trainyard recorded'],
    [`predict ${name}...`, `says what it makes of ${what}`],
    ['train --data FOLDER', 'trains it again as the run was, on the dataset of that library folder'],
  ];
  const width = Math.max(...uses.map(([use]) => use!.length));
  const lists = uses.map(([use, does]) => `    python model.py ${use!.padEnd(width)}  ${does}`);
  const differences = notTheSame(plan);
  const differs =
    differences.length === 0
      ? ''
      : `\n\nNot as in the run:\n${differences.map((text) => paragraph(text, 96).replaceAll(/^/gm, '  ').replace(/^ {2}/, '- ')).join('\n')}`;
  const same = `Training begins with the same weights, shows the samples in the same order${plan.dropouts > 0 ? ', drops the same values' : ''}${plan.changesPictures || plan.mixes ? ', changes pictures in the same way' : ''} and takes the same steps as the run did: the losses follow its curve until rounding parts them.`;
  return `"""${inDocstring(paragraph(about(plan.model)))}

${lists.join('\n')}

${paragraph(`In ${framework}. ${same}`)}${inDocstring(differs)}
"""`;
}
