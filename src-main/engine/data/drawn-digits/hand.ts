import type { CountedRandom } from '@shared/random/counted-random';
import { FAMILIES } from './forms';
import type { Family } from './forms/family';

/** Segments that a curve between two control points is broken into. */
const PIECES = 5;
const MOST_POINTS = 160;

/**
 * A digit as a pen would go: straight segments, each with a radius at both ends. Lengths are in heights of
 * the unbent digit. Only the first `count` entries mean something.
 */
export interface PenPath {
  count: number;
  readonly x0: Float64Array;
  readonly y0: Float64Array;
  readonly r0: Float64Array;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly r1: Float64Array;
}

/** An empty path with room for any digit. */
export function newPenPath(): PenPath {
  const room = () => new Float64Array(MOST_POINTS);
  return { count: 0, x0: room(), y0: room(), r0: room(), x1: room(), y1: room(), r1: room() };
}

/** How unlike each other hands are: standard deviations, and probabilities where it says so. */
const VARY = {
  /** control points, in heights */
  point: 0.034,
  /** rotation, as the tangent of half the angle */
  halfAngle: 0.07,
  slant: 0.25,
  slantMean: 0.1,
  /** width against height, as a part */
  aspect: 0.22,
  /** bending of the whole digit, in heights at its edge */
  bend: 0.07,
  /** thickness along a stroke, as a part */
  pressure: 0.15,
  /** probability that a stroke has a gap */
  gap: 0.035,
  /** probability that a corner is rounded off */
  roundCorner: 0.3,
  /** probability of a pen whose thickness depends on direction */
  nib: 0.25,
};

const controlX = new Float64Array(32);
const controlY = new Float64Array(32);
const controlR = new Float64Array(32);
const blend = new Float64Array(8);

/**
 * A number with mean 0, standard deviation 1 and no more than 2.45 from 0 (a triangle's distribution). Only
 * sums and products: the same bits on every machine, which logarithms and sines do not promise.
 */
export function bounded(random: CountedRandom): number {
  const word = random.uint32();
  return (((word & 0xffff) + (word >>> 16)) / 0xffff - 1) * 2.449489742783178;
}

/**
 * Writes one digit by hand into `path`.
 *
 * @param digit 0 to 9
 * @param thickness of the pen, in heights of the digit
 */
export function writeDigit(path: PenPath, digit: number, thickness: number, random: CountedRandom): void {
  const families = FAMILIES[digit];
  if (families === undefined) throw new RangeError(`There is no digit ${digit}.`);
  const family = pick(families, random);
  mixForms(family, random);

  const aspect = Math.max(0.62, 1 + VARY.aspect * bounded(random));
  const slant = VARY.slantMean + VARY.slant * bounded(random);
  const half = VARY.halfAngle * bounded(random);
  const cos = (1 - half * half) / (1 + half * half);
  const sin = (2 * half) / (1 + half * half);
  const bendX1 = VARY.bend * bounded(random);
  const bendX2 = VARY.bend * bounded(random);
  const bendX3 = VARY.bend * bounded(random);
  const bendX4 = VARY.bend * bounded(random);
  const bendY1 = VARY.bend * bounded(random);
  const bendY2 = VARY.bend * bounded(random);
  const bendY3 = VARY.bend * bounded(random);
  const bendY4 = VARY.bend * bounded(random);
  const unsteady = VARY.point * (0.35 + 1.1 * random.uniform());
  const taper = random.uniform() < 0.35 ? 0.6 * random.uniform() : 0;
  const nib = random.uniform() < VARY.nib ? 0.25 + 0.4 * random.uniform() : 0;
  const nibX = 2 * random.uniform() - 1;

  path.count = 0;
  for (const stroke of family.strokes) {
    const points = stroke.forms[0]!.length / 2;
    const shiftX = 0.6 * unsteady * bounded(random);
    const shiftY = 0.6 * unsteady * bounded(random);
    for (let p = 0; p < points; p++) {
      let x = 0;
      let y = 0;
      for (let f = 0; f < stroke.forms.length; f++) {
        x += blend[f]! * stroke.forms[f]![2 * p]!;
        y += blend[f]! * stroke.forms[f]![2 * p + 1]!;
      }
      // From here on -1 to 1 is the height, about the digit's middle.
      let u = x / 50 - 0.68 + 2 * (shiftX + unsteady * bounded(random));
      let v = y / 50 - 1 + 2 * (shiftY + unsteady * bounded(random));
      const bentU = u + bendX1 * u * v + bendX2 * v * v + bendX3 * v * v * v + bendX4 * u * v * v;
      const bentV = v + bendY1 * u * v + bendY2 * u * u + bendY3 * v * v + bendY4 * v * v * v;
      u = aspect * bentU - slant * bentV;
      v = bentV;
      controlX[p] = 0.5 * (cos * u - sin * v);
      controlY[p] = 0.5 * (sin * u + cos * v);
      const wear = 1 - taper * (p / (points - 1));
      controlR[p] = 0.5 * thickness * wear * (1 + VARY.pressure * bounded(random));
    }
    stretchEnd(0, 1, random);
    stretchEnd(points - 1, points - 2, random);
    layStroke(path, points, stroke.corners, random);
  }
  if (nib > 0) cutNib(path, nib, nibX);
}

/** Weights that mix the family's forms: mostly between them, now and then a little beyond. */
function mixForms(family: Family, random: CountedRandom): void {
  const forms = family.strokes[0]!.forms.length;
  let sum = 0;
  for (let f = 0; f < forms; f++) {
    const part = random.uniform();
    blend[f] = part * part + 0.02;
    sum += blend[f]!;
  }
  const beyond = 1.15;
  for (let f = 0; f < forms; f++) blend[f] = (blend[f]! / sum - 1 / forms) * beyond + 1 / forms;
}

function pick(families: readonly Family[], random: CountedRandom): Family {
  let total = 0;
  for (const family of families) total += family.weight;
  let rest = random.uniform() * total;
  for (const family of families) {
    rest -= family.weight;
    if (rest < 0) return family;
  }
  return families[0]!;
}

/** Lets a stroke begin or end a little early or late. */
function stretchEnd(end: number, before: number, random: CountedRandom): void {
  const by = 0.16 * bounded(random);
  controlX[end]! += by * (controlX[end]! - controlX[before]!);
  controlY[end]! += by * (controlY[end]! - controlY[before]!);
}

/** Adds a stroke through the control points (Catmull and Rom, 1974) as short straight pieces. */
function layStroke(
  path: PenPath,
  points: number,
  corners: readonly number[] | undefined,
  random: CountedRandom,
): void {
  let sharp = 0;
  if (corners !== undefined) {
    for (const corner of corners) if (random.uniform() >= VARY.roundCorner) sharp |= 1 << corner;
  }
  let gapAt = -1;
  if (random.uniform() < VARY.gap) gapAt = random.below((points - 1) * PIECES);

  let piece = 0;
  for (let p = 0; p + 1 < points; p++) {
    const ax = controlX[p]!;
    const ay = controlY[p]!;
    const bx = controlX[p + 1]!;
    const by = controlY[p + 1]!;
    const fromCorner = p === 0 || ((sharp >> p) & 1) === 1;
    const toCorner = p + 2 === points || ((sharp >> (p + 1)) & 1) === 1;
    const chordX = bx - ax;
    const chordY = by - ay;
    const startX = fromCorner ? chordX : 0.5 * (bx - controlX[p - 1]!);
    const startY = fromCorner ? chordY : 0.5 * (by - controlY[p - 1]!);
    const endX = toCorner ? chordX : 0.5 * (controlX[p + 2]! - ax);
    const endY = toCorner ? chordY : 0.5 * (controlY[p + 2]! - ay);
    let lastX = ax;
    let lastY = ay;
    let lastR = controlR[p]!;
    for (let k = 1; k <= PIECES; k++) {
      const t = k / PIECES;
      const t2 = t * t;
      const t3 = t2 * t;
      const b = 3 * t2 - 2 * t3;
      const s = t3 - 2 * t2 + t;
      const e = t3 - t2;
      const x = ax + b * chordX + s * startX + e * endX;
      const y = ay + b * chordY + s * startY + e * endY;
      const r = controlR[p]! + t * (controlR[p + 1]! - controlR[p]!);
      const inGap = gapAt >= 0 && piece >= gapAt && piece < gapAt + 2;
      if (!inGap && path.count < MOST_POINTS) {
        const at = path.count++;
        path.x0[at] = lastX;
        path.y0[at] = lastY;
        path.r0[at] = lastR;
        path.x1[at] = x;
        path.y1[at] = y;
        path.r1[at] = r;
      }
      lastX = x;
      lastY = y;
      lastR = r;
      piece++;
    }
  }
}

/** A broad nib: thin along one direction, full across it. */
function cutNib(path: PenPath, depth: number, nibX: number): void {
  const nibY = Math.sqrt(1 - nibX * nibX);
  for (let i = 0; i < path.count; i++) {
    const dx = path.x1[i]! - path.x0[i]!;
    const dy = path.y1[i]! - path.y0[i]!;
    const along = dx * nibX + dy * nibY;
    const part = 1 - (depth * along * along) / (dx * dx + dy * dy + 1e-12);
    path.r0[i]! *= part;
    path.r1[i]! *= part;
  }
}
