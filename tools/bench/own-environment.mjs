/**
 * What the product sets for an engine beside its threads (src-main/studio/engine-session.ts), unless a machine was found
 * to be faster otherwise. Left to itself, TensorFlow uses oneDNN only on processors with AVX512-VNNI or AMX.
 */
export const OWN_ENVIRONMENT = { TF_ENABLE_ONEDNN_OPTS: '1' };
