import { augmentation } from './augmentation';
import { batches } from './batches';
import { datasetText } from './dataset-text';
import { headWords } from './head-words';
import { initialWeights } from './initial-weights';
import { constants, inputWords, printingAnswers, readingInputs } from './inputs';
import { learningRate } from './learning-rate';
import { mixup } from './mixup';
import { normalization } from './normalization';
import { definitions, lines, py, section } from './python';
import { randomNumbers } from './random-numbers';
import type { ScriptPlan } from './script-plan';
import { dropoutSeeds } from './dropout-seeds';
import { earlyStopping } from './validation';

/** What differs between frameworks. */
export interface FrameworkText {
  /** as it is called, for the first lines */
  name: string;
  /** import lines, a pattern of what needs each; standard modules are known */
  imports: readonly (readonly [line: string, usedAs: RegExp])[];
  /** settings at the very top, before the constants */
  settings: string;
  model: string;
  weights: string;
  optimizer: string;
  training: string;
  /** the type that random words of dropout have in it */
  words: string;
  /** an expression for the outputs of INPUTS with the weights of PATH */
  answers: string;
  /** statements before and after training, and where something is saved */
  beforeTraining: string;
  trainingArguments: string;
  save: (path: string) => string;
}

const STANDARD: readonly (readonly [line: string, usedAs: RegExp])[] = [
  ['import argparse', /\bargparse\./],
  ['import copy', /\bcopy\.deepcopy/],
  ['import csv', /\bcsv\./],
  ['import functools', /\bfunctools\./],
  ['import json', /\bjson\./],
  ['import math', /\bmath\./],
  ['from pathlib import Path', /\bPath\b/],
  ['from statistics import NormalDist', /\bNormalDist\b/],
];

const importsOf = (body: string, imports: FrameworkText['imports']): string =>
  imports
    .filter(([, usedAs]) => usedAs.test(body))
    .map(([line]) => line)
    .join('\n');

function check({ answers }: FrameworkText): string {
  return `def check():
    """Compares the model's answers with those that Trainyard recorded of the same samples."""
    recorded = load_file(HERE / "answers.safetensors")
    outputs = ${answers.replace('PATH', 'WEIGHTS').replace('INPUTS', 'recorded["inputs"]')}
    apart = float(np.abs(outputs - recorded["outputs"]).max())
    print(f"The largest difference in the answers to {len(outputs)} samples is {apart:.1e}.")
    if not apart <= 1e-5 * max(1, float(np.abs(outputs).max())):
        raise SystemExit("That is more than rounding explains.")`;
}

function main(plan: ScriptPlan, text: FrameworkText): string {
  const { name } = inputWords(plan);
  const starts = plan.spec.start !== undefined;
  return `def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="compare the answers with recorded ones")
    predicting = commands.add_parser("predict", help="say what the model makes of files")
    predicting.add_argument("files", nargs="+", type=Path, metavar="${name}")
    predicting.add_argument("--weights", type=Path, default=WEIGHTS)
    training = commands.add_parser("train", help="train it again as the run was")
    training.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="of the dataset, in a library")
    training.add_argument("--steps", type=int, help="end after so many")
    training.add_argument("--log", type=Path, metavar="CSV", help="where to write the loss of each step")
    training.add_argument("--save", type=Path, default=Path("trained.safetensors"), help="where the weights go")
${starts ? '    training.add_argument("--start", type=Path, metavar="SAFETENSORS", help="weights to begin with")\n' : ''}${text.trainingArguments}    options = parser.parse_args()
    if options.command == "check":
        check()
    elif options.command == "predict":
        inputs = []
        for file in options.files:
            try:
                inputs.append(read_inputs(file))
            except (OSError, ValueError) as error:
                raise SystemExit(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
        inputs = np.concatenate(inputs)
        print_answers(${text.answers.replace('PATH', 'options.weights').replace('INPUTS', 'inputs')})
    else:
${text.beforeTraining}        losses = []
        model = train(options.data, options.steps, losses${starts ? ', options.start' : ''})
${text.save('options.save')}
        if options.log:
            rows = [f"{step},{loss!r}" for step, loss in enumerate(losses, 1)]
            options.log.write_text("\\n".join(["step,loss", *rows]) + "\\n")


if __name__ == "__main__":
    main()`;
}

const settings = ({ spec }: ScriptPlan): string =>
  lines(`SEED = ${py(spec.seed)}`, `EPOCHS = ${py(spec.epochs)}`, `BATCH = ${py(spec.batchSize)}`);

/** A whole script: only what this run needs, in the order in which one would explain it. */
export function script(plan: ScriptPlan, text: FrameworkText): string {
  const body = [
    section('the model'),
    definitions(text.model, text.weights),
    section('the random numbers'),
    definitions(randomNumbers(plan), initialWeights(plan), dropoutSeeds(plan, text.words)),
    section('the data'),
    definitions(datasetText(plan), normalization(plan), augmentation(plan), mixup(plan), batches(plan)),
    section('training'),
    definitions(learningRate(plan), text.optimizer, earlyStopping(plan), text.training),
    section('use'),
    definitions(readingInputs(plan), printingAnswers(plan), check(text), main(plan, text)),
  ];
  const top = lines(
    text.settings && `${text.settings}\n`,
    'HERE = Path(__file__).parent',
    'WEIGHTS = HERE / "model.safetensors"',
    constants(plan),
    settings(plan),
  );
  const code = [top, ...body].join('\n\n\n').replaceAll(/(# --- [^\n]*-)\n\n\n/g, '$1\n\n\n');
  return `${[headWords(plan, text.name), importsOf(code, STANDARD), importsOf(code, text.imports), code].join(
    '\n\n',
  )}\n`;
}
