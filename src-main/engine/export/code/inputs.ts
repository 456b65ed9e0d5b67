import { DASHES, MISSING_WORDS } from '@shared/data/cell';
import { fillsGaps, NOT_FILLED } from '@shared/data/gaps';
import { widthOf } from '@shared/data/layout';
import { definitions, listOf, lines, py } from './python';
import { resizing } from './resizing';
import type { ScriptPlan } from './script-plan';

/** How what is predicted is called on the command line. */
export function inputWords({ model }: ScriptPlan): { name: string; what: string } {
  const { input } = model;
  if (input.type === 'table') return { name: 'CSV', what: 'tables with a line of column names' };
  if (input.type === 'numbers' || !isReadByPillow(input.shape[2])) {
    return { name: 'NPY', what: 'arrays of samples' };
  }
  return { name: 'PICTURE', what: 'pictures like those it was trained on' };
}

/** What is transparent lies on black; brightness is ITU-R 601's, of what has its size already. */
const ON_BLACK =
  '    pixels = (pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255).astype(np.uint8)  # on black';
/** How the pixels of a file become those of the model, by its channels. */
const PIXELS: Record<number, readonly string[]> = {
  1: [
    ON_BLACK,
    '    pixels = (bring_to_size(pixels) @ np.array([19595, 38470, 7471]) + 32768) >> 16  # its brightness',
  ],
  3: [ON_BLACK, '    pixels = bring_to_size(pixels)'],
  4: ['    pixels = bring_to_size(pixels)'],
};

const isReadByPillow = (channels: number): boolean => PIXELS[channels] !== undefined;

/** Whether pictures come from files that Pillow reads. */
export const usesPillow = ({ model: { input } }: ScriptPlan): boolean =>
  input.type === 'pictures' && isReadByPillow(input.shape[2]);

/** Reading what is to be predicted. */
export function readingInputs(plan: ScriptPlan): string {
  const { input, spec } = plan.model;
  if (input.type === 'table') {
    const unknown = fillsGaps(spec.model.layers, input)
      ? `numbers.append(math.nan)
                continue`
      : `raise SystemExit(f'Column "{name}" ${NOT_FILLED}.')`;
    return `# What stands for a value that is not known; of a number, a dash does too.
${listOf(
  'MISSING',
  MISSING_WORDS.map((word) => py(word)),
)}
DASHES = ${py(DASHES)}


def read_inputs(path):
    """Rows of a CSV file as the model takes them: what is missing is NaN, a category is 1 at its own place."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        delimiter = max(",;\\t|", key=file.readline().count)  # the commonest in the line of names
        file.seek(0)
        rows = csv.DictReader(file, delimiter=delimiter)
        for name, _ in COLUMNS:
            if name not in (rows.fieldnames or []):
                raise SystemExit(f'{path} has no column "{name}".')
        numbers = [numbers_of(row) for row in rows]
    if not numbers:
        raise SystemExit(f"{path} holds no rows below the names of its columns.")
    return np.array(numbers, np.float32)


def numbers_of(row):
    numbers = []
    for name, categories in COLUMNS:
        text = (row[name] or "").strip()
        if categories is None:
            if text in MISSING + DASHES:
                ${unknown}
            try:
                number = float(text)
            except ValueError:
                number = math.inf
            if not abs(number) < 3.4028235e38:  # what float32 holds
                raise SystemExit(f'Column "{name}" says "{text}", which is no number like 1234.5.')
            numbers.append(number)
        elif text in categories or text in MISSING:
            numbers += [float(text == category) for category in categories]
        else:
            raise SystemExit(f'Column "{name}" says "{text}", but is one of: {", ".join(categories)}.')
    return numbers`;
  }
  if (!usesPillow(plan)) {
    return `def read_inputs(path):
    """Samples of a NumPy array [n, ${input.shape.join(', ')}]."""
    return np.load(path).astype(np.float32).reshape(-1, *INPUT_SHAPE)${input.type === 'pictures' ? ' / 255' : ''}`;
  }
  const [height, width, channels] = input.type === 'pictures' ? input.shape : [0, 0, 0];
  const resize = (input.type === 'pictures' && input.resize) || 'fit';
  return definitions(
    `def read_inputs(path):
    """A picture as the model takes it: ${height} × ${width}, ${channels === 1 ? 'grey' : 'in colour'}, from 0 to 1."""
    with Image.open(path) as file:
        picture = ImageOps.exif_transpose(decoded(file))
    if picture.mode.startswith("I"):  # 16 bits
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    pixels = np.asarray(picture.convert("RGBA"))
${lines(...PIXELS[channels]!)}
    return pixels.astype(np.float32).reshape(1, *INPUT_SHAPE) / 255`,
    resizing(resize),
  );
}

/** What is known of inputs and targets. */
export function constants(plan: ScriptPlan): string {
  const { model, layout, hasClasses } = plan;
  const { input, target, scale } = model;
  const columns =
    input.type === 'table' &&
    listOf(
      'COLUMNS',
      input.columns.map((column) =>
        column.type === 'number'
          ? py([column.name, null], '(')
          : `(${py(column.name)}, ${py(column.categories)})`,
      ),
    );
  const isWide = input.type === 'table' && input.columns.some((column) => widthOf(column) > 1);
  return lines(
    `INPUT_SHAPE = ${py([...layout.shape], '(')}${input.type === 'pictures' ? '  # height, width, channels' : ''}`,
    columns &&
      `# Name, and categories where it has them${isWide ? ': each is a number of its own' : ''}.\n${columns}`,
    listOf(
      hasClasses ? 'CLASSES' : 'VALUES',
      target.names.map((name) => py(name)),
    ),
    scale !== null &&
      `# The model says (value - mean) / deviation.
TARGET_MEAN = np.array(${py(scale.mean)})
TARGET_DEVIATION = np.array(${py(scale.deviation)})`,
  );
}

/** `print_answers(outputs)`, what the model says in words. */
export function printingAnswers({ spec, hasClasses }: ScriptPlan): string {
  if (!hasClasses) {
    return `def print_answers(outputs):
    for values in outputs * TARGET_DEVIATION + TARGET_MEAN:
        print(", ".join(f"{name} {value:.6g}" for name, value in zip(VALUES, values)))`;
  }
  const likelihoods =
    spec.loss === 'softmax-cross-entropy'
      ? `powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    likelihoods = powers / powers.sum(axis=1, keepdims=True)`
      : spec.loss === 'binary-cross-entropy'
        ? 'likelihoods = 1 / (1 + np.exp(-outputs))'
        : 'likelihoods = np.clip(outputs, 0, 1)';
  return definitions(`def print_answers(outputs):
    """The likeliest classes, the first one first."""
    ${likelihoods}
    for row, order in zip(likelihoods, np.argsort(-outputs, axis=1, kind="stable")):
        print(", ".join(f"{CLASSES[i]} {row[i]:.1%}" for i in order[:3]))`);
}
