import { definitions, lines, py } from './python';
import type { ScriptPlan } from './script-plan';

function moves({ spec }: ScriptPlan): boolean {
  const { shift, rotate, zoom, shear, flipHorizontal, flipVertical, crop } = spec.augment;
  return shift + rotate + zoom + shear + crop > 0 || flipHorizontal || flipVertical;
}

function resample({ spec }: ScriptPlan): string {
  const outside =
    spec.augment.outside === 'black'
      ? `
        inside = (column >= 0) & (column < WIDTH) & (row >= 0) & (row < HEIGHT)
        values = values * inside[..., None]`
      : '';
  return `
def resample(pictures, xx, xy, x0, yx, yy, y0):
    """Takes each pixel bilinearly from x = xx·column + xy·row + x0, y = yx·column + yy·row + y0 of the old picture."""
    columns, rows = np.arange(WIDTH), np.arange(HEIGHT)[:, None]
    x = xx[:, None, None] * columns + (xy[:, None, None] * rows + x0[:, None, None])
    y = yx[:, None, None] * columns + (yy[:, None, None] * rows + y0[:, None, None])
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    share_x, share_y = (x - left)[..., None], (y - top)[..., None]
    which = np.arange(len(pictures))[:, None, None]

    def at(column, row):
        values = pictures[which, np.clip(row, 0, HEIGHT - 1), np.clip(column, 0, WIDTH - 1)].astype(float)${outside}
        return values

    above = at(left, top) + (at(left + 1, top) - at(left, top)) * share_x
    below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * share_x
    return np.floor(above + (below - above) * share_y + 0.5).astype(np.uint8)
`;
}

function choices({ spec }: ScriptPlan): string {
  const { shift, rotate, zoom, shear, flipHorizontal, flipVertical, crop } = spec.augment;
  const shifted = (at: number, size: string, cropAt: number) => {
    const pixels = crop > 0 && `(np.floor(drawn[:, ${cropAt}] * ${2 * crop + 1}) - ${crop})`;
    const share = shift > 0 && `either_way[:, ${at}] * ${py(shift)} * ${size}`;
    return share && pixels ? `(${share} + ${pixels})` : share || pixels;
  };
  const isShifted = shift > 0 || crop > 0;
  const zeros = 'np.zeros(len(pictures))';
  const angle = rotate > 0 ? `np.radians(either_way[:, 2] * ${py(rotate)})` : zeros;
  return `
    # The inverse of: flip, zoom, shear, turn about the middle, and shift.
    angle = ${angle}
    lean = ${shear > 0 ? `np.tan(np.radians(either_way[:, 4] * ${py(shear)}))` : zeros}
    zoom = ${zoom > 0 ? `1 + either_way[:, 3] * ${py(zoom)}` : '1.0'}
    flip_x = ${flipHorizontal ? 'np.where(drawn[:, 5] < 0.5, -1, 1)' : '1'}
    flip_y = ${flipVertical ? 'np.where(drawn[:, 6] < 0.5, -1, 1)' : '1'}
    cos, sin = np.cos(angle), np.sin(angle)
    xx, xy = flip_x * (cos + lean * sin) / zoom, flip_x * (sin - lean * cos) / zoom
    yx, yy = flip_y * -sin / zoom, flip_y * cos / zoom
    middle_x, middle_y = (WIDTH - 1) / 2, (HEIGHT - 1) / 2
    from_x = middle_x${isShifted ? ` + ${shifted(0, 'WIDTH', 7)}` : ''}
    from_y = middle_y${isShifted ? ` + ${shifted(1, 'HEIGHT', 8)}` : ''}
    x0, y0 = middle_x - xx * from_x - xy * from_y, middle_y - yx * from_x - yy * from_y
    pictures = resample(pictures, xx, xy, x0, yx, yy, y0)`;
}

function tone({ spec }: ScriptPlan): string {
  const { contrast, brightness } = spec.augment;
  if (contrast === 0 && brightness === 0) return '';
  return `
    mean = pictures.mean(axis=(1, 2, 3), dtype=float, keepdims=True)
    toned = mean + (pictures - mean)${
      contrast > 0 ? ` * (1 + either_way[:, 10] * ${py(contrast)})[:, None, None, None]` : ''
    }${brightness > 0 ? ` + (255 * either_way[:, 9] * ${py(brightness)})[:, None, None, None]` : ''}
    pictures = np.floor(np.clip(toned, 0, 255) + 0.5).astype(np.uint8)`;
}

function noise({ spec }: ScriptPlan): string {
  if (spec.augment.noise === 0) return '';
  return `
    # Two normal numbers of each word, behind those for the choices: 16 bits choose one of as many equal shares.
    size = math.prod(INPUT_SHAPE)
    words = random_words(16 + (size + 1) // 2, AUGMENTATION, epoch, rows[:, None])[:, 16:]
    shares = np.stack([words & 0xFFFF, words >> 16], axis=-1).reshape(len(rows), -1)[:, :size]
    noisy = pictures + 255 * ${py(spec.augment.noise)} * NORMALS[shares].reshape(pictures.shape).astype(float)
    pictures = np.floor(np.clip(noisy, 0, 255) + 0.5).astype(np.uint8)`;
}

const NORMALS = `# The normal number in the middle of each of 65,536 equal shares of the distribution.
NORMALS = np.array([NormalDist().inv_cdf((i + 0.5) / 65536) for i in range(65536)], np.float32)`;

function cutout({ spec, layout }: ScriptPlan): string {
  const share = spec.augment.cutout;
  const [height = 1, width = 1] = layout.shape;
  const wide = Math.round(share * width);
  const tall = Math.round(share * height);
  if (wide === 0 || tall === 0) return '';
  return `
    left = np.floor(drawn[:, 11] * WIDTH).astype(int) - ${wide >> 1}
    top = np.floor(drawn[:, 12] * HEIGHT).astype(int) - ${tall >> 1}
    for picture, x, y in zip(pictures, left, top):
        picture[max(0, y) : max(0, y + ${tall}), max(0, x) : max(0, x + ${wide})] = 0`;
}

/** Pictures as an epoch shows them, as `src-shared/augment` changes them; nothing where they stay as they are. */
export function augmentation(plan: ScriptPlan): string {
  if (!plan.changesPictures) return '';
  const changes = lines(moves(plan) && choices(plan), tone(plan), noise(plan), cutout(plan)).replaceAll(
    '\n\n',
    '\n',
  );
  const drawn = /\bdrawn\b|\beither_way\b/.test(changes);
  return definitions(
    'HEIGHT, WIDTH, _ = INPUT_SHAPE',
    plan.spec.augment.noise > 0 && NORMALS,
    moves(plan) && resample(plan),
    `def augmented(pictures, rows, epoch):
    """Pictures as an epoch shows them: what is done to one is a function of seed, epoch and its row alone."""${
      drawn
        ? `
    drawn = uniforms(16, AUGMENTATION, epoch, rows[:, None])${/\beither_way\b/.test(changes) ? '\n    either_way = 2 * drawn - 1' : ''}`
        : ''
    }
${changes.replace(/^\n/, '')}
    return pictures`,
  );
}
