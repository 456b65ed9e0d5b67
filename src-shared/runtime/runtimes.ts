/** A native library that the app can fetch: TensorFlow, for one kind of device on one system. */
export interface Runtime {
  /** also its folder's name */
  id: string;
  kind: 'cpu' | 'gpu';
  platform: string;
  arch: string;
  name: string;
  /** what is downloaded: an archive of known content, from wherever it is to be had */
  archive: { name: string; bytes: number; sha256: string };
  /** what is kept of the archive: paths in it, and their sizes when unpacked */
  libraries: readonly { path: string; bytes: number }[];
  licence: string;
  /** the licences' texts in the archive, kept beside the libraries */
  texts: readonly string[];
  /** who publishes it, for people */
  publisher: string;
  /** what a machine needs for it, in a sentence */
  needs: string;
}

/**
 * Every runtime that can be fetched. Numbers of a run depend on the exact TensorFlow, so a newer one is another entry.
 * Where they are fetched from is settled when the app is packaged, or by the person: their content is what counts.
 */
export const RUNTIMES: readonly Runtime[] = [
  {
    id: 'tensorflow-2.21.0-cpu-linux-x64',
    kind: 'cpu',
    platform: 'linux',
    arch: 'x64',
    name: 'TensorFlow 2.21.0 for the CPU',
    archive: {
      name: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      bytes: 273_829_956,
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    },
    libraries: [
      { path: 'tensorflow/libtensorflow_cc.so.2', bytes: 788_086_608 },
      { path: 'tensorflow/libtensorflow_framework.so.2', bytes: 65_222_328 },
    ],
    licence: 'Apache License 2.0',
    texts: ['tensorflow/include/LICENSE', 'tensorflow/THIRD_PARTY_NOTICES.txt'],
    publisher: 'the TensorFlow authors',
    needs: 'It needs a processor with AVX and glibc 2.27 or newer (every common Linux since 2018).',
  },
];

/** The runtime that a system can fetch for a rung of the ladder, if there is one. */
export const runtimeFor = (kind: 'cpu' | 'gpu', platform: string, arch: string): Runtime | undefined =>
  RUNTIMES.find((one) => one.kind === kind && one.platform === platform && one.arch === arch);
