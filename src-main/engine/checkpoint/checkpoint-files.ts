/** The files of a checkpoint's folder. */
export const CHECKPOINT_FILES = {
  model: 'model.safetensors',
  optimizer: 'optimizer.safetensors',
  state: 'state.json',
} as const;

/** Written last: its presence, with hashes that hold, makes the folder a checkpoint. */
export const CHECKPOINT_DOCUMENT = 'checkpoint.json';

export const checkpointId = (ordinal: number, step: number): string =>
  `${String(ordinal).padStart(4, '0')}-${step}`;
