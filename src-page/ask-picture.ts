import { isFramed } from '@shared/pictures/drawn-picture';
import { frameDrawing } from '@shared/pictures/frame-drawing';
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

const RULES = {
  fit: 'fitted in, with black bars where the shape differs',
  stretch: 'its sides stretched to it',
  crop: 'cropped at the sides where the shape differs',
};

/** A switch with its words, which stands there once a picture was chosen. */
function toggle(words: string, id: string): { label: HTMLLabelElement; box: HTMLInputElement } {
  const box = element('input', { type: 'checkbox', 'data-testid': id });
  return { label: element('label', { class: 'toggle', hidden: '' }, box, words), box };
}

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
  /** a picture that was chosen stays until something is drawn */
  let chosen: Blob | undefined;
  let opened = 0;
  const note = element('p', { 'data-testid': 'seen-words' });
  const inverted = toggle('Inverted: dark is bright', 'invert');
  const centred = toggle('Centred, as drawings are', 'centre');
  /** What stands beside the picture is about how it came about. */
  const tell = (isChosen: boolean) => {
    inverted.label.hidden = !isChosen;
    centred.label.hidden = !isChosen || !isFramed(shape);
    const colour = channels === 1 ? ', without colour' : '';
    const frame = centred.box.checked ? ', then cropped and centred as drawings are' : '';
    const how = `The chosen picture, brought to size as in training: ${RULES[resize]}${colour}${frame}.`;
    note.textContent = `What the model sees: ${height} × ${width} pixels. ${isChosen ? how : words(shape)}`;
  };
  tell(false);
  const invite = takesFiles ? 'Draw here, or drop a picture anywhere' : 'Draw here';
  const paper = makePaper(shape, invite, (pixels) => {
    if (pixels === undefined && chosen) return;
    opened++;
    chosen = undefined;
    tell(false);
    take(pixels);
  });
  const open = async (file: Blob | null | undefined) => {
    if (!file) return;
    const its = ++opened;
    chosen = file;
    paper.clear();
    try {
      const pixels = await pictureOfFile(file, shape, resize, inverted.box.checked);
      if (its !== opened) return;
      const isCentred = centred.box.checked && isFramed(shape);
      paper.say('The chosen picture is shown below. Draw here to replace it.');
      tell(true);
      take(isCentred ? frameDrawing(pixels, width, height) : pixels);
    } catch (error) {
      if (its !== opened) return;
      tell(false);
      take(undefined);
      showNothing(error instanceof Error ? error.message : String(error), true);
    }
  };
  const undo = element('button', { type: 'button' }, 'Undo');
  const clear = element('button', { type: 'button' }, 'Clear');
  undo.addEventListener('click', paper.undo);
  clear.addEventListener('click', () => {
    opened++;
    chosen = undefined;
    tell(false);
    paper.clear();
  });
  for (const { box } of [inverted, centred]) box.addEventListener('change', () => void open(chosen));
  const tools = element('div', { class: 'tools' }, undo, clear);
  if (takesFiles) {
    const chooser = element('input', { type: 'file', accept: 'image/*', hidden: '', 'data-testid': 'file' });
    const browse = element('button', { type: 'button' }, 'Choose a picture…');
    browse.addEventListener('click', () => chooser.click());
    chooser.addEventListener('change', () => {
      void open(chooser.files?.[0]);
      chooser.value = '';
    });
    tools.prepend(browse, chooser);
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
    element('div', {}, note, inverted.label, centred.label),
  );
  byId('ask').append(paper.frame, tools, under);
}
