/** Samples that go through the model in one forward pass. */
export const FORWARD_BATCH = 250;
