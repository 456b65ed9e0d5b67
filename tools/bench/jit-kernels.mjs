/** The kernels that oneDNN writes while it runs, by the words in their names. */
const KINDS = [
  ['gradient of weights', /conv_bwd_weights/],
  ['batch norm', /bnorm/],
  ['product of matrices', /gemm_f32|_gemm_/],
];

/**
 * Sums up what `perf report` counted for each symbol. Convolutions forward and gradients of inputs are one kind of kernel;
 * they are numbered as they are made, the latter after the first gradient of a batch norm.
 *
 * @param lines "samples|object|symbol"
 * @returns samples of each kind
 */
export function samplesByKind(lines) {
  const seen = lines.map((line) => line.split('|').map((part) => part.trim()));
  const numberOf = (symbol) => Number(/\.(\d+)$/.exec(symbol)?.[1]);
  const backward = Math.min(
    ...seen.flatMap(([, , symbol]) => (/jit_bnorm_bwd/.test(symbol) ? numberOf(symbol) : [])),
  );
  const kindOf = (object, symbol) => {
    const known = KINDS.find(([, words]) => words.test(symbol))?.[0];
    if (known) return known;
    if (/jit_.*(brgemm|conv)/.test(symbol))
      return numberOf(symbol) < backward ? 'convolution forward' : 'gradient of inputs';
    if (/ThreadPool|RunQueue|EventCount/.test(symbol)) return 'threads that look for work';
    if (object.includes('libtensorflow')) return 'TensorFlow’s own kernels (ReLU, sums, Adam)';
    return object.includes('kernel.') ? 'the operating system' : 'all else';
  };
  const sums = new Map();
  for (const [count, object, symbol] of seen) {
    const kind = kindOf(object, symbol);
    sums.set(kind, (sums.get(kind) ?? 0) + Number(count));
  }
  return sums;
}
