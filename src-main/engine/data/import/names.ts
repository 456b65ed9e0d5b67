import { basename, dirname, resolve } from 'node:path';
import { FASHION_MNIST_FINGERPRINT } from '@shared/data/catalog';
import { DRAWN_DIGITS } from '../drawn-digits/recipe';

export const FASHION_MNIST_CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Of Kuzushiji-MNIST, in the order of its labels. */
export const KMNIST_CLASSES = ['お', 'き', 'す', 'つ', 'な', 'は', 'ま', 'や', 'れ', 'を'];

/** Folders that say nothing of what is in them (torchvision's `MNIST/raw`): their parents' names are taken. */
const TELLS_NOTHING = /^(raw|data|files|download|downloads|unpacked)$/i;
/** Names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/** A name for the dataset in a folder: the folder's own, or its parent's where that says more. */
export function nameFromFolder(path: string): string {
  const folder = resolve(path);
  const own = basename(folder);
  const parent = basename(dirname(folder));
  const name = TELLS_NOTHING.test(own) && parent !== '' ? parent : own;
  return tidyName(name) || 'Dataset';
}

/** A name for the dataset in a file: the file's own without what tells its format. */
export function nameFromFile(path: string): string {
  const name = basename(path).replace(/(?:\.(?:gz|zip))?$/i, '');
  return tidyName(name.replace(/(?<=.)\.[a-z0-9]{1,8}$/i, '')) || 'Dataset';
}

/** Without control characters and outer spaces, at most 200 characters; may be empty. */
export function tidyName(name: string): string {
  return name.replace(/\p{C}/gu, ' ').trim().slice(0, 200).trim();
}

/** A dataset id made of a name: small letters, digits, dots, dashes and underscores; never empty. */
export function idFromName(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 56)
    .replace(/[._-]+$/, '');
  if (id === '') return 'dataset';
  return DEVICE.test(id) || id === DRAWN_DIGITS.id ? `${id}-data` : id;
}

/** Names of the classes: Fashion-MNIST's or Kuzushiji-MNIST's where it is recognised, else the labels' numbers. */
export function classNames(count: number, fingerprint: string, name: string): string[] {
  const fashion = fingerprint === FASHION_MNIST_FINGERPRINT || /fashion[-_ ]?mnist/i.test(name);
  if (fashion && count === FASHION_MNIST_CLASSES.length) return [...FASHION_MNIST_CLASSES];
  const kuzushiji = /(^|[^a-z])kmnist|kuzushiji[-_ ]?mnist/i.test(name);
  if (kuzushiji && count === KMNIST_CLASSES.length) return [...KMNIST_CLASSES];
  return Array.from({ length: count }, (_, label) => String(label));
}
