import type { WantedFile } from '../../download/transfer';
import { FASHION_MNIST_CLASSES, KMNIST_CLASSES } from '../import/names';

/** A dataset that is published as files of known content. */
export interface Published {
  /** four IDX files, or the archive of CIFAR's binary version */
  format: 'idx' | 'cifar';
  classes: readonly string[];
  /** folders on the web, in the order in which they are tried */
  addresses: readonly string[];
  files: readonly WantedFile[];
}

const idxFiles = (
  trainImages: [number, string],
  trainLabels: [number, string],
  testImages: [number, string],
  testLabels: [number, string],
): WantedFile[] =>
  [
    ['train-images-idx3-ubyte.gz', ...trainImages] as const,
    ['train-labels-idx1-ubyte.gz', ...trainLabels] as const,
    ['t10k-images-idx3-ubyte.gz', ...testImages] as const,
    ['t10k-labels-idx1-ubyte.gz', ...testLabels] as const,
  ].map(([name, bytes, sha256]) => ({ name, bytes, sha256 }));

/**
 * What is published where, by the catalog's ids. Sizes and SHA-256 are those that TensorFlow Datasets records
 * (tensorflow_datasets/url_checksums). Fashion-MNIST's were also computed: from Debian's files, which are the published
 * ones but for the name and time in their gzip headers, and which with them have the MD5 that its authors give.
 */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  mnist: {
    format: 'idx',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    addresses: [
      'https://ossci-datasets.s3.amazonaws.com/mnist',
      'https://storage.googleapis.com/cvdf-datasets/mnist',
    ],
    files: idxFiles(
      [9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
      [28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
      [1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
      [4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'],
    ),
  },
  'fashion-mnist': {
    format: 'idx',
    classes: FASHION_MNIST_CLASSES,
    addresses: [
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
    ],
    files: idxFiles(
      [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      [5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    ),
  },
  kmnist: {
    format: 'idx',
    classes: KMNIST_CLASSES,
    addresses: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist'],
    files: idxFiles(
      [18_165_135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
      [29_497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
      [3_041_136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
      [5_120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
    ),
  },
  'cifar-10': {
    format: 'cifar',
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    addresses: [
      'https://www.cs.toronto.edu/~kriz',
      'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10',
    ],
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
    ],
  },
};
