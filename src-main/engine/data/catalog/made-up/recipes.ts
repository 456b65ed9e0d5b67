import type { Recipe } from './recipe';
import { blobs, circles, twoSpirals, threeSpirals, twoMoons, xor } from './shapes';
import { sine, surface } from './waves';

/** Made-up sets for learning. */
export const RECIPES: readonly Recipe[] = [
  twoMoons,
  circles,
  twoSpirals,
  threeSpirals,
  blobs,
  xor,
  sine,
  surface,
];
