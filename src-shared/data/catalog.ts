import type { CatalogEntry } from '../contract/import';

/** What a dataset that can be had with a click is, without whether it is here. */
export interface CatalogItem extends Omit<CatalogEntry, 'dataset'> {
  /** of the dataset that it becomes, where that is known: it may be here from elsewhere */
  fingerprint?: string;
}

/** Of Fashion-MNIST's content, whatever its files are called. */
export const FASHION_MNIST_FINGERPRINT = '1a945d9c696742441e23bf66e253dd608772053926d4729f5c719f28c4106ce5';

const madeUp = (id: string, name: string, summary: string, fingerprint: string): CatalogItem => ({
  id,
  name,
  summary,
  kind: 'made-up',
  bytes: 0,
  licence: 'free of rights',
  from: 'computed on this machine',
  fingerprint,
});

/** Datasets that can be had with a click. */
export const CATALOG: readonly CatalogItem[] = [
  {
    id: 'mnist',
    name: 'MNIST',
    summary: '70,000 handwritten digits, grey, 28 × 28',
    kind: 'download',
    bytes: 11_594_722,
    licence: 'CC BY-SA 3.0',
    from: 'ossci-datasets.s3.amazonaws.com, storage.googleapis.com',
  },
  {
    id: 'fashion-mnist',
    name: 'Fashion-MNIST',
    summary: '70,000 pictures of clothes of 10 kinds, grey, 28 × 28',
    kind: 'download',
    bytes: 30_878_645,
    licence: 'MIT',
    from: 'fashion-mnist.s3-website.eu-central-1.amazonaws.com, github.com/zalandoresearch/fashion-mnist',
    fingerprint: FASHION_MNIST_FINGERPRINT,
  },
  {
    id: 'kmnist',
    name: 'KMNIST',
    summary: '70,000 handwritten cursive Japanese characters of 10 kinds, grey, 28 × 28',
    kind: 'download',
    bytes: 21_240_888,
    licence: 'CC BY-SA 4.0',
    from: 'codh.rois.ac.jp/kmnist',
  },
  {
    id: 'cifar-10',
    name: 'CIFAR-10',
    summary: '60,000 photographs of 10 kinds of animals and vehicles, colour, 32 × 32',
    kind: 'download',
    bytes: 170_052_171,
    licence: 'none stated by its authors; cite Krizhevsky 2009',
    from: 'www.cs.toronto.edu/~kriz, storage.googleapis.com',
  },
  madeUp(
    'two-moons',
    'Two moons',
    '2,000 points in two interlocking half circles; 2 classes',
    '61fbf39c630a178de4934e71c93b79f9b251e3f307855f72e2325733285ed942',
  ),
  madeUp(
    'circles',
    'Circles',
    '2,000 points in a ring and one inside it; 2 classes',
    '5d7aba9c018cc48b4202019eec4e867db5a82ab08fe484c0fa775ed40e9ee64f',
  ),
  madeUp(
    'two-spirals',
    'Two spirals',
    '2,000 points in two arms that wind around each other; 2 classes',
    'eb62c19cc873c6c659a0de289bb17c1ae75537107d05900088801c86f696e406',
  ),
  madeUp(
    'three-spirals',
    'Three spirals',
    '2,000 points in three arms that wind around each other; 3 classes',
    'b1548452469beeae18ab71c9b96f1a59de64c7dbbd394ab7d9732ba660fb1690',
  ),
  madeUp(
    'blobs',
    'Blobs',
    '2,000 points in three round clouds that touch; 3 classes',
    '00f34fcc9367647d2e3e8fd0780ad9bb56a12f4bab0c0fc8e1056ddc1841e281',
  ),
  madeUp(
    'xor',
    'XOR',
    '2,000 points, told apart by whether the signs of x and y agree; 2 classes',
    '2c5fc985efd73a306aee710c43e661641a57a03ef8e1137b0451078f2fb7e616',
  ),
  madeUp(
    'sine',
    'Sine',
    '2,000 noisy points of a sine wave; y is to be told from x',
    '9e101ebb06e94ee445b2b24aec4ec0f7b1147756bc3f2511f95d71aabc2850c0',
  ),
  madeUp(
    'surface',
    'Surface',
    '2,000 noisy points of a wavy surface; z is to be told from x and y',
    'f64a5ee612819668ea057e1e5a3fd185d719732acb1629b483d7ad853d67e8f3',
  ),
];
