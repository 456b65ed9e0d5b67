import { pictureOf, type Drawing } from '@shared/pictures/drawn-picture';
import { element } from './element';

/** As large as the paper of the program, and a pen as broad: the same strokes are the same picture in both. */
const SIDE = 280;
const PEN = 0.085;

interface Point {
  x: number;
  y: number;
}

/** Inks strokes white on black; places are shares of the paper's side. */
function ink(context: CanvasRenderingContext2D, strokes: readonly (readonly Point[])[]): void {
  context.fillStyle = '#000';
  context.fillRect(0, 0, SIDE, SIDE);
  context.strokeStyle = '#fff';
  context.lineWidth = PEN * SIDE;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    const [first, ...rest] = stroke;
    if (!first) continue;
    context.beginPath();
    context.moveTo(first.x * SIDE, first.y * SIDE);
    // A dot is a line that comes back.
    for (const { x, y } of rest.length > 0 ? rest : [first]) context.lineTo(x * SIDE, y * SIDE);
    context.stroke();
  }
}

export interface Paper {
  /** the canvas with what stands over it */
  frame: HTMLElement;
  undo: () => void;
  clear: () => void;
  /** Words for the empty paper in place of the invitation, until something is drawn or it is cleared. */
  say: (words: string) => void;
}

/**
 * Paper to draw on with a mouse, a pen or a finger.
 *
 * @param shape of the model's input
 * @param draw is told at each change, at most once a frame; undefined where nothing is on the paper
 */
export function makePaper(
  shape: readonly number[],
  invite: string,
  draw: (pixels: Uint8Array | undefined) => void,
): Paper {
  const canvas = element('canvas', {
    width: String(SIDE),
    height: String(SIDE),
    role: 'img',
    'aria-label': 'Paper to draw on, with a mouse, a pen or a finger',
    'data-testid': 'paper',
  });
  const hint = element('p', { class: 'invite', 'aria-hidden': 'true' }, invite);
  const frame = element('div', { class: 'paper' }, canvas, hint);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let strokes: Point[][] = [];
  let pending = 0;

  const show = () => {
    pending = 0;
    if (context === null) return;
    ink(context, strokes);
    hint.hidden = strokes.length > 0;
    if (hint.hidden) hint.textContent = invite;
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => data[4 * at]!);
    const drawing: Drawing = { side: SIDE, pixels };
    const isEmpty = strokes.length === 0;
    // The ink is seen before a large model has answered.
    setTimeout(() => draw(isEmpty ? undefined : pictureOf(drawing, shape)));
  };
  const soon = () => {
    if (pending === 0) pending = requestAnimationFrame(show);
  };
  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  };
  let pointer: number | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (pointer !== undefined || event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    strokes.push([pointOf(event)]);
    soon();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents();
    strokes.at(-1)?.push(...(events.length > 0 ? events : [event]).map(pointOf));
    soon();
  });
  const lifted = (event: PointerEvent) => {
    if (event.pointerId === pointer) pointer = undefined;
  };
  canvas.addEventListener('pointerup', lifted);
  canvas.addEventListener('pointercancel', lifted);
  show();
  return {
    frame,
    undo: () => {
      strokes.pop();
      soon();
    },
    clear: () => {
      strokes = [];
      hint.textContent = invite;
      soon();
    },
    say: (words) => {
      hint.textContent = words;
    },
  };
}
