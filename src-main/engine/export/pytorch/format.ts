import { codeUsage, UNCHECKED_CODE } from '../code/usage';
import type { FormatMaker } from '../format-maker';
import { torchFiles } from './torch-files';

/** The code of a run in PyTorch. */
export const pytorch: FormatMaker = {
  make: torchFiles,
  check: () => UNCHECKED_CODE,
  usage: codeUsage,
};
