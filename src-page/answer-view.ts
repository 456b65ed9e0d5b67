import type { PageData } from '@shared/export/page-data';
import type { Answer } from '@shared/inference/answers';
import { byId, element } from './element';

/** More classes than this are too many to look at: then the likeliest. */
const ALL_UP_TO = 12;
const MOST = 10;
/** Below this the next guess is worth saying. */
const SURE = 0.8;
/** Longer names stand in smaller letters. */
const LONG = 16;

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const inDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });

function showClasses(names: readonly string[], { numbers: answer, top }: Answer): void {
  const rank = (at: number) => (at === top ? Infinity : answer[at]!);
  const order = answer.map((_, at) => at).sort((a, b) => rank(b) - rank(a));
  const [first = 0, second] = order;
  const name = names[first] ?? '';
  const doubt = second !== undefined && answer[first]! < SURE ? `or ${names[second]}?` : '';
  byId('top').replaceChildren(
    element('b', name.length > LONG ? { class: 'long' } : {}, name),
    element('span', { class: 'num' }, percent(answer[first]!)),
    element('span', { class: 'dim' }, doubt),
  );
  const shown = names.length <= ALL_UP_TO ? order.toSorted((a, b) => a - b) : order.slice(0, MOST);
  const bars = shown.map((at) => {
    const bar = element('i');
    bar.style.width = percent(answer[at]!);
    return element(
      'li',
      at === first ? { class: 'top' } : {},
      element('span', { class: 'name', title: names[at] ?? '' }, names[at] ?? ''),
      element('span', { class: 'track', 'aria-hidden': 'true' }, bar),
      element('span', { class: 'value' }, percent(answer[at]!)),
    );
  });
  byId('bars').replaceChildren(...bars);
}

function showValues(names: readonly string[], answer: readonly number[]): void {
  const [value] = answer;
  if (names.length === 1 && value !== undefined) {
    const words = element('span', { class: 'dim' }, names[0] ?? '');
    byId('top').replaceChildren(element('b', { class: 'num' }, inDigits.format(value)), words);
    return;
  }
  byId('top').replaceChildren();
  const lines = names.map((name, at) =>
    element(
      'li',
      {},
      element('span', { class: 'name', title: name }, name),
      element('span'),
      element('span', { class: 'value' }, inDigits.format(answer[at]!)),
    ),
  );
  byId('bars').replaceChildren(...lines);
}

export function showAnswer({ target }: PageData, answer: Answer, milliseconds: number): void {
  if (target.type === 'classes') showClasses(target.names, answer);
  else showValues(target.names, answer.numbers);
  byId('took').textContent = `Computed in this page in ${milliseconds.toFixed(1)} ms.`;
}

/** Before anything was asked, or while something is missing. */
export function showNothing(words: string, isProblem = false): void {
  byId('top').replaceChildren(element('span', { class: isProblem ? 'problem' : 'mute' }, words));
  byId('bars').replaceChildren();
  byId('took').textContent = '';
}
