import { isFramed } from '@shared/pictures/drawn-picture';
import { byId, element } from './element';
import { makePaper } from './paper';
import { pictureOfFile } from './picture-file';
import { showNothing } from './answer-view';

/** Shows pixels as large as they are; the style makes them larger. */
function paint(canvas: HTMLCanvasElement, pixels: Uint8Array | undefined, shape: readonly number[]): void {
  const [height = 1, width = 1, channels = 1] = shape;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null || pixels === undefined) return;
  const image = context.createImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    for (let colour = 0; colour < 3; colour++) {
      image.data[4 * at + colour] = pixels[at * channels + (channels >= 3 ? colour : 0)]!;
    }
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

const words = (shape: readonly number[]): string =>
  isFramed(shape)
    ? 'Cropped, scaled to 20 pixels and centred by its mass, as digits are in training: where and how large you draw makes no difference.'
    : 'A drawing is scaled as a whole; a picture is brought to size as in training.';

/**
 * Paper to draw on, and pictures that are dropped, pasted or chosen.
 *
 * @param show is told the picture's bytes, channels last; undefined where there is none any more
 */
export function askPicture(
  shape: readonly [number, number, number],
  resize: 'stretch' | 'fit' | 'crop',
  show: (pixels: Uint8Array | undefined) => void,
): void {
  const [height, width, channels] = shape;
  const takesFiles = channels === 1 || channels === 3;
  byId('ask-h').textContent = takesFiles ? 'Draw, or drop a picture' : 'Draw';
  const seen = element('canvas', { role: 'img', 'aria-label': 'The picture as the model is given it' });
  const take = (pixels: Uint8Array | undefined) => {
    paint(seen, pixels, shape);
    show(pixels);
  };
  /** a picture that was dropped stays until something is drawn */
  let isDropped = false;
  const invite = takesFiles ? 'Draw here, or drop a picture anywhere' : 'Draw here';
  const paper = makePaper(shape, invite, (pixels) => {
    if (pixels === undefined && isDropped) return;
    isDropped = false;
    take(pixels);
  });
  const open = async (file: Blob | null | undefined) => {
    if (!file) return;
    isDropped = true;
    paper.clear();
    try {
      take(await pictureOfFile(file, shape, resize));
    } catch (error) {
      take(undefined);
      showNothing(error instanceof Error ? error.message : String(error), true);
    }
  };
  const undo = element('button', { type: 'button' }, 'Undo');
  const clear = element('button', { type: 'button' }, 'Clear');
  undo.addEventListener('click', paper.undo);
  clear.addEventListener('click', () => {
    isDropped = false;
    paper.clear();
  });
  const tools = element('div', { class: 'tools' }, undo, clear);
  if (takesFiles) {
    const chooser = element('input', { type: 'file', accept: 'image/*', hidden: '', 'data-testid': 'file' });
    const choose = element('button', { type: 'button' }, 'Choose a picture…');
    choose.addEventListener('click', () => chooser.click());
    chooser.addEventListener('change', () => {
      void open(chooser.files?.[0]);
      chooser.value = '';
    });
    tools.prepend(choose, chooser);
    const over = (event: DragEvent, isOver: boolean) => {
      event.preventDefault();
      paper.frame.classList.toggle('over', isOver);
    };
    document.addEventListener('dragover', (event) => over(event, true));
    document.addEventListener('dragleave', (event) => over(event, false));
    document.addEventListener('drop', (event) => {
      over(event, false);
      void open(event.dataTransfer?.files[0]);
    });
    document.addEventListener('paste', (event) => void open(event.clipboardData?.files[0]));
  }
  const under = element(
    'div',
    { class: 'seen' },
    seen,
    element('p', {}, `What the model sees: ${height} × ${width} pixels. ${words(shape)}`),
  );
  byId('ask').append(paper.frame, tools, under);
}
