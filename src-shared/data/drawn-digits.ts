/** The built-in dataset, which is drawn on first use from `seed`. */
export const DRAWN_DIGITS = {
  id: 'digits',
  name: 'Drawn digits',
  shape: [28, 28, 1],
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  counts: { train: 60_000, test: 10_000 },
  seed: 0,
} as const;
