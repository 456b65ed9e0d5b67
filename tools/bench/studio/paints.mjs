/** Numbers of a thinned row, and where its step stands: `THIN_COLUMNS` in src-shared/series/thin.ts. */
const THIN = { width: 11, step: 1 };

/**
 * Put into a page before its own scripts: notes when which step of a run's series was painted first. Many rows come as a Blob,
 * few as base64; the first canvas that is cleared after that is a chart that draws them, and a message that is posted while a
 * frame is made comes when that is done.
 */
function notePaints({ width, step }) {
  window.paints = [];
  let arrived;
  const note = (bytes) => {
    const numbers = bytes.byteLength / Float64Array.BYTES_PER_ELEMENT;
    if (numbers > 0 && numbers % width === 0) {
      arrived = new Float64Array(bytes, bytes.byteLength - width * Float64Array.BYTES_PER_ELEMENT)[step];
    }
  };
  const { atob } = window;
  window.atob = (text) => {
    const decoded = atob.call(window, text);
    note(Uint8Array.from(decoded, (letter) => letter.charCodeAt(0)).buffer);
    return decoded;
  };
  const { arrayBuffer } = Blob.prototype;
  Blob.prototype.arrayBuffer = async function read() {
    const bytes = await arrayBuffer.call(this);
    note(bytes);
    return bytes;
  };
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function clear(...box) {
    if (arrived !== undefined) {
      const shown = arrived;
      arrived = undefined;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          window.paints.push([shown, performance.timeOrigin + performance.now()]);
        };
        port2.postMessage(undefined);
      });
    }
    return clearRect.apply(this, box);
  };
}

export const paintScript = { run: notePaints, given: THIN };

/** All paints so far: `[step, milliseconds since 1970]` of each. */
export const paintsOf = (page) => page.evaluate(() => window.paints);

/** Waits until a step was painted, and tells when. */
export const paintedAt = (page, step) =>
  page
    .waitForFunction((wanted) => window.paints.find(([shown]) => shown >= wanted)?.[1], step, {
      polling: 10,
      timeout: 120_000,
    })
    .then((found) => found.jsonValue());
