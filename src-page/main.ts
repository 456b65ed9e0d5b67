import { askNumbers } from './ask-numbers';
import { askPicture } from './ask-picture';
import { askRow } from './ask-row';
import { showAnswer, showNothing } from './answer-view';
import { byId, element } from './element';
import { modelOfPage, type Asked } from './page-model';

const LEADS = {
  pictures: 'Draw something: the answer changes as you draw.',
  table: 'Change a value: the answer changes with it.',
  numbers: 'Type or paste the numbers of a sample.',
} as const;

function showOrigin({ data: { origin, inputShape, target } }: Asked): void {
  const saved = new Date(origin.savedAt).toLocaleDateString('en', { dateStyle: 'medium' });
  const at = origin.epoch > 0 ? `epoch ${origin.epoch}, step ${origin.step}` : `step ${origin.step}`;
  const facts: [string, string][] = [
    ['Trained with', 'Trainyard'],
    ['Run', origin.run],
    ['Checkpoint', `${at}, ${saved}`],
    ...(origin.result === '' ? [] : [['Result', origin.result] satisfies [string, string]]),
    ['Model', `${origin.model}, ${origin.parameters.toLocaleString('en')} parameters`],
    ['Takes', `${inputShape.join(' × ')} numbers`],
    [
      target.type === 'classes' ? 'Tells' : 'Predicts',
      target.names.length === 1 ? 'one value' : `${target.names.length} ${target.type}`,
    ],
  ];
  const lines = facts.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  byId('origin').replaceChildren(...lines);
}

function start(): void {
  const asked = modelOfPage();
  const { data } = asked;
  const { input } = data;
  byId('name').textContent = data.name;
  byId('lead').textContent = LEADS[input.type];
  showOrigin(asked);

  const show = (sample: Float32Array) => {
    const started = performance.now();
    const answer = asked.answer(sample);
    showAnswer(data, answer, performance.now() - started);
  };
  const showOrSay = (sample: Float32Array | string) => {
    if (typeof sample === 'string') showNothing(sample);
    else show(sample);
  };
  if (input.type === 'pictures') {
    askPicture(input.shape, input.resize ?? 'fit', (pixels) => {
      if (pixels === undefined) showNothing('What it takes it for stands here.');
      else show(Float32Array.from(pixels, (byte) => byte / 255));
    });
  } else if (input.type === 'table') {
    askRow(input.columns, asked.fills, showOrSay);
  } else {
    askNumbers(input.shape, showOrSay);
  }
  // For whoever looks with the browser's own tools: the numbers of one sample in, what the last layer gives out.
  Object.assign(globalThis, {
    model: { predict: (inputs: ArrayLike<number>) => [...asked.outputs(Float32Array.from(inputs))] },
  });
}

try {
  start();
} catch (error) {
  showNothing(error instanceof Error ? error.message : String(error), true);
}
