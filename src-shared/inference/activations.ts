import type { Activation } from '../spec/layer';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** As training has them; GELU by its tanh form (Hendrycks and Gimpel 2016). */
export const ACTIVATIONS: Record<Activation, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => (x < 0 ? 0 : x),
  tanh: Math.tanh,
  sigmoid,
  gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  silu: (x) => x * sigmoid(x),
};
