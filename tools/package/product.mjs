import { readJson, inRoot } from '../lib/files.mjs';

const { version, description, author, license, productName } = readJson(inRoot('package.json'));

/** What each system is told of the app, in one place for every kind of package. */
export const product = {
  appId: 'org.trainyard.Trainyard',
  name: productName,
  /** of the program, the Debian package and the icon */
  executable: 'trainyard',
  version,
  description,
  /** in lines, for packages that show more than one */
  longDescription: [
    'You choose data, shape a model in forms that check themselves, press Train and',
    'watch the curves live. Every checkpoint can be continued, tested, compared and',
    'exported. Nothing leaves the machine.',
  ],
  author,
  license,
  // Packages have to name both; there are no public ones yet.
  homepage: 'https://trainyard.invalid',
  maintainer: `${author} <developers@trainyard.invalid>`,
  scheme: 'trainyard',
  files: [
    {
      ext: 'trainyard',
      name: 'Trainyard spec',
      description: 'Spec of a training run',
      mimeType: 'application/x-trainyard-spec+json',
      role: 'Editor',
    },
    {
      ext: 'trainyard-run',
      name: 'Trainyard run',
      description: 'Training run with its checkpoints',
      mimeType: 'application/x-trainyard-run+zip',
      role: 'Viewer',
    },
  ],
};

/** What a Linux desktop shows of the app; `Exec` is added by whoever knows where the program lies. */
export const desktopEntry = {
  Name: product.name,
  GenericName: 'Neural network studio',
  Comment: product.description,
  Icon: product.executable,
  Terminal: 'false',
  Type: 'Application',
  Categories: 'Science;ArtificialIntelligence;Development;',
  Keywords: 'machine learning;neural network;training;checkpoint;TensorFlow;',
  MimeType: `${[...product.files.map(({ mimeType }) => mimeType), `x-scheme-handler/${product.scheme}`].join(';')};`,
  StartupWMClass: product.name,
  StartupNotify: 'true',
};
