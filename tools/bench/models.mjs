/** What the report calls the models; test/bench/models.ts says what they are. */
export const MODELS = {
  mlp: { name: 'MLP', title: 'MLP 784-256-10, batches of 128' },
  cnn: { name: 'CNN', title: 'CNN with 32 and 64 filters of 3 × 3 (same padding), 128-10, batches of 64' },
  resnet: {
    name: 'ResNet',
    title: 'ResNet-20 on color pictures of 32 × 32, with batch norms, batches of 128',
  },
  table: { name: 'Table', title: 'MLP 54-128-128-7 on rows of a table, batches of 256' },
};

export const modelIds = Object.keys(MODELS);
