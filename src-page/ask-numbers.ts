import { sizeOf } from '@shared/model/shape';
import { numberIn } from './ask-row';
import { byId, element } from './element';

/**
 * A box for the numbers of one sample, typed or pasted.
 *
 * @param show is told the numbers, or in words what is wrong with them
 */
export function askNumbers(shape: readonly number[], show: (numbers: Float32Array | string) => void): void {
  const size = sizeOf(shape);
  byId('ask-h').textContent = `The ${size} numbers of a sample`;
  const box = element('textarea', {
    'aria-labelledby': 'ask-h',
    spellcheck: 'false',
    placeholder: `${shape.join(' × ')} numbers, with spaces between them`,
    'data-testid': 'numbers',
  });
  const read = () => {
    const texts = box.value.split(/[\s;]+/).filter((text) => text !== '');
    const numbers = texts.map(numberIn);
    const wrong = numbers.indexOf(undefined);
    box.toggleAttribute('aria-invalid', false);
    if (texts.length === 0) show('Paste the numbers of a sample: the answer stands here.');
    else if (wrong >= 0) {
      box.setAttribute('aria-invalid', 'true');
      show(`“${texts[wrong]}” is not a number.`);
    } else if (texts.length !== size) show(`There are ${texts.length} numbers of ${size}.`);
    else show(Float32Array.from(numbers, (value) => value ?? 0));
  };
  box.addEventListener('input', read);
  byId('ask').append(box);
  read();
}
