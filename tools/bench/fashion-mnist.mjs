import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folder with the files of Fashion-MNIST: the one in TRAINYARD_FASHION_MNIST, or where Debian puts them. */
export const fashionMnist = () =>
  [process.env.TRAINYARD_FASHION_MNIST, '/usr/share/datasets/fashion-mnist']
    .filter(Boolean)
    .find((folder) =>
      ['train-images-idx3-ubyte.gz', 'train-images-idx3-ubyte'].some((file) =>
        fs.existsSync(path.join(folder, file)),
      ),
    );
