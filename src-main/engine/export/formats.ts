import type { ExportFormat } from '@shared/export/formats';
import type { FormatMaker } from './format-maker';
import { flax } from './flax/format';
import { onnx } from './onnx/format';
import { pytorch } from './pytorch/format';
import { safetensors } from './safetensors/format';
import { savedmodel } from './savedmodel/format';
import { tfjs } from './tfjs/format';

/** How each format is made. */
export const FORMAT_MAKERS: Record<ExportFormat, FormatMaker> = {
  safetensors,
  onnx,
  tfjs,
  savedmodel,
  flax,
  pytorch,
};
