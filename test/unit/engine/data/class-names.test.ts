import { describe, expect, it } from 'vitest';
import { classNames } from '../../../../src-main/engine/data/import/names';
import { FASHION_MNIST_FINGERPRINT } from '../../../../src-shared/data/catalog';

describe('classNames', () => {
  it.each([
    [10, FASHION_MNIST_FINGERPRINT, 'whatever', 'Ankle boot'],
    [10, '', 'Fashion_MNIST raw', 'Ankle boot'],
    [10, '', 'KMNIST', 'を'],
    [10, '', 'data kmnist', 'を'],
    [10, '', 'Kuzushiji-MNIST', 'を'],
    [10, '', 'MNIST', '9'],
    [10, '', 'forkmnist', '9'],
    // Of the same name, but something else.
    [49, '', 'KMNIST-49', '48'],
    [9, FASHION_MNIST_FINGERPRINT, 'fashion-mnist', '8'],
  ])('the last of %d with the fingerprint "%s", called %s, is %s', (count, fingerprint, name, last) => {
    const names = classNames(count, fingerprint, name);
    expect(names).toHaveLength(count);
    expect(names.at(-1)).toBe(last);
  });
});
