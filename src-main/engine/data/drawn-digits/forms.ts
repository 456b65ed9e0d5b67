import { eight } from './forms/eight';
import type { Family } from './forms/family';
import { five } from './forms/five';
import { four } from './forms/four';
import { nine } from './forms/nine';
import { one } from './forms/one';
import { seven } from './forms/seven';
import { six } from './forms/six';
import { three } from './forms/three';
import { two } from './forms/two';
import { zero } from './forms/zero';

/**
 * How people write the ten digits, by digit: every way of writing one is a family of strokes, and every stroke has two
 * or more forms with the same number of points, between which a hand is drawn at random; the strokes of a family have
 * equally many forms, which are mixed alike. Coordinates are `x, y` pairs in hundredths of the digit's height, y
 * downwards. A pen goes through the points in a smooth curve, except at the corners.
 */
export const FAMILIES: readonly (readonly Family[])[] = [
  zero,
  one,
  two,
  three,
  four,
  five,
  six,
  seven,
  eight,
  nine,
];
