import { defineStore } from 'pinia';
import { nextTick } from 'vue';
import { drawingTurns, LEAST_PAUSE_MS } from './drawing-turns';

/**
 * Milliseconds that the next frame takes, from the first that is drawn until it is painted: a message that is sent
 * while a frame is drawn comes after it. A page that nobody sees has no frames, and draws nothing until it is seen
 * again.
 */
const frameCost = () =>
  new Promise<number>((resolve) => {
    requestAnimationFrame((frameStart) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(performance.now() - frameStart);
      };
      port2.postMessage(undefined);
    });
  });

/** When the page draws what a live run tells of: figures, lines and charts together. */
export const useLiveDrawing = defineStore('live-drawing', () => {
  const turns = drawingTurns(async () => {
    const started = performance.now();
    await nextTick();
    return performance.now() - started + (await frameCost());
  });
  return {
    next: turns.next,
    pauseLeft: turns.pauseLeft,
    setShare: turns.setShare,
    /** At most so often, whatever drawing costs; left out: as often as usual. */
    setLeastPause: (milliseconds = LEAST_PAUSE_MS) => turns.setLeastPause(milliseconds),
  };
});
