import { codeUsage, UNCHECKED_CODE } from '../code/usage';
import type { FormatMaker } from '../format-maker';
import { flaxFiles } from './flax-files';

/** The code of a run in Flax. */
export const flax: FormatMaker = {
  make: flaxFiles,
  check: () => UNCHECKED_CODE,
  usage: codeUsage,
};
