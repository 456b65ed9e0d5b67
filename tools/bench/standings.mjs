import { contenders } from './contenders.mjs';
import { QUIET } from './quiet.mjs';
import { summary } from './statistics.mjs';

/**
 * Turns that nobody disturbed are the only ones that count: on a busy machine some libraries become many times
 * slower than others. Where all were disturbed they are shown all the same, and marked.
 */
function counted(turns) {
  const quiet = turns.filter(({ othersCores }) => !(othersCores > QUIET));
  return { turns: quiet.length > 0 ? quiet : turns, disturbed: quiet.length === 0 };
}

function measured(all, valueOf) {
  const { turns, disturbed } = counted(all);
  const values = summary(turns.map(valueOf));
  return values && { ...values, disturbed };
}

const speeds = (turns) => measured(turns, ({ samples, seconds }) => samples / seconds);

/**
 * How fast the library of a contender multiplies matrices. A limit: whatever disturbs it makes it lower, so the
 * fastest quiet turn with any model is it.
 */
function productFlops(run, id) {
  const quiet = Object.values(run.models)
    .flatMap(({ results }) => results[id]?.peaks ?? [])
    .filter(({ othersCores }) => !(othersCores > QUIET));
  return quiet.length > 0 ? Math.max(...quiet.map(({ flopsPerSecond }) => flopsPerSecond)) : undefined;
}

/** One contender's numbers with one model, in samples a second, seconds and bytes. */
function standing(contender, result, model, peak) {
  const { steps = [], epochs = [], firstStep = [] } = result;
  const stepSpeed = speeds(steps);
  const isClear = peak !== undefined && stepSpeed !== undefined && !stepSpeed.disturbed;
  return {
    ...contender,
    versions: result.versions ?? {},
    stepsPerCall: result.stepsPerCall,
    problem: result.problem,
    noEpochs: result.noEpochs,
    steps: stepSpeed,
    epochs: speeds(epochs),
    epochSeconds: measured(epochs, ({ seconds }) => seconds),
    // The first epochs of all, so that everybody has learned for as long.
    accuracy: epochs[0]?.validationAccuracy,
    firstStep: summary(firstStep),
    peakBytes: result.peakBytes,
    productFlops: peak,
    /** of that limit */
    shareOfPeak: isClear ? (stepSpeed.median * model.stepFlops) / peak : undefined,
  };
}

const fastest = (standings, what) =>
  standings
    .filter((one) => one[what])
    .reduce((best, one) => (best && best[what].median >= one[what].median ? best : one), undefined);

/** Whether a disturbed number hides one above the best: an epoch is never faster than its steps alone. */
function mightBeFaster(peer, best, what) {
  if (!peer[what]?.disturbed) return false;
  return !peer.steps || peer.steps.disturbed || peer.steps.max >= best[what].median;
}

/** Everybody's numbers for each model, and ours beside the best of the others. */
export function standingsOf(run) {
  return Object.entries(run.models).map(([id, { results, load }]) => {
    const model = run.data.models[id];
    const all = contenders
      .filter((contender) => results[contender.id])
      .map((contender) => standing(contender, results[contender.id], model, productFlops(run, contender.id)));
    const ours = all.find(({ way }) => way === 'ours');
    const others = all.filter(({ way }) => way !== 'ours' && way !== 'wasm');
    const ordinary = others.filter(({ way }) => way === 'ordinary');
    const beside = (what) => {
      const compare = (peers) => {
        const best = fastest(peers, what);
        if (!best || !ours?.[what]) return undefined;
        return {
          name: best.name,
          ratio: ours[what].median / best[what].median,
          disturbed: ours[what].disturbed || peers.some((peer) => mightBeFaster(peer, best, what)),
        };
      };
      return { ordinary: compare(ordinary), any: compare(others) };
    };
    return { id, model, all, ours, load, results, steps: beside('steps'), epochs: beside('epochs') };
  });
}
