import { capture, lastLines } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';
import { nodeToUse } from '../lib/node.mjs';

// tfjs-node 4.22 calls two helpers that Node 23 removed.
const program = (packageDir) => `
  const util = require('util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require(${JSON.stringify(packageDir)});
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync();
  if (tf.getBackend() !== 'tensorflow' || [...product].join() !== '19,22,43,50') throw new Error('wrong product: ' + product);
  console.log('TENSORFLOW ' + tf.backend().binding.TF_Version);`;

/** The only test that counts: a fresh process loads the library and multiplies two matrices. Returns TensorFlow's version. */
export async function verify(packageDir) {
  try {
    const output = await capture(nodeToUse(), ['-e', program(packageDir)], {
      env: { TF_CPP_MIN_LOG_LEVEL: '2' },
      timeoutMs: 120_000,
    });
    return /^TENSORFLOW (.+)$/m.exec(output)[1];
  } catch (error) {
    throw new Problem(
      'The native TensorFlow library does not load.',
      'If it stays so after `node tools/native-runtime.mjs --force`, this system does not fit it (glibc 2.27 or newer and AVX are needed).',
      lastLines(error),
    );
  }
}
