import type { ExportCheck } from '@shared/contract/export';
import type { ExportedModel } from '../exported-model';
import { unchecked } from '../format-maker';
import { inputWords } from './inputs';
import { notTheSame } from './head-words';
import { scriptPlan } from './script-plan';

/** Trainyard brings no Python. */
export const UNCHECKED_CODE: ExportCheck = unchecked(
  'Nothing here runs Python: `python model.py check` compares its answers with those of the run, which are beside it.',
);

/** How a script is used, for the README. */
export function codeUsage(model: ExportedModel): string {
  const plan = scriptPlan(model);
  const { name } = inputWords(plan);
  const differences = notTheSame(plan).map((text) => `- ${text}`);
  return `\`\`\`sh
python -m venv venv && venv/bin/pip install -r requirements.txt
venv/bin/python model.py check                  # are the answers those of the run?
venv/bin/python model.py predict ${name}...
venv/bin/python model.py train --data FOLDER    # ${model.spec.data.dataset}, in the folder "datasets" of a library
\`\`\`

\`check\` and \`predict\` need nothing but this folder.${
    differences.length === 0
      ? ' `train` takes the steps that the run took.'
      : ` \`train\` takes the steps that the run took, but for this:\n\n${differences.join('\n')}`
  }`;
}
