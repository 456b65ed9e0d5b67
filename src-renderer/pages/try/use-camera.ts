import { onScopeDispose, ref, shallowRef, type ShallowRef } from 'vue';

/** Frames are asked about one after the other, and not more often than this. */
const FRAME_MS = 100;
/** The longer side of a frame that is asked about: more than any model here is shown. */
const MOST_SIDE = 512;

/** Why a camera gives no picture, in one sentence; by the names that the standard gives its errors. */
const PROBLEMS: Readonly<Record<string, string>> = {
  NotAllowedError:
    'The camera may not be used: allow it for Trainyard in the settings of the browser or of the system, and try again.',
  SecurityError: 'The camera may not be used on this page.',
  NotFoundError: 'No camera was found: connect one, and try again.',
  OverconstrainedError: 'No camera was found: connect one, and try again.',
  NotReadableError: 'The camera is in use by another program: close that, and try again.',
  AbortError: 'The camera could not be started: try again.',
};
export const cameraProblem = (error: unknown): string =>
  (error instanceof DOMException ? PROBLEMS[error.name] : undefined) ??
  'The camera could not be started: try again.';

/** The part of a frame in its middle that has the sides' ratio which is wanted: [x, y, width, height]. */
export function middlePart(
  [width, height]: readonly [number, number],
  ratio: number,
): [number, number, number, number] {
  const [its, other] = width / height > ratio ? [height * ratio, height] : [width, width / ratio];
  return [(width - its) / 2, (height - other) / 2, its, other];
}

/**
 * A camera, started only when it is asked for: what it sees is given to `take` frame by frame, the next one when the last is
 * answered. It ends with the page, when the page is hidden, and when it is taken away.
 *
 * @param ratio width by height of what is wanted of a frame
 */
export function useCamera(
  video: Readonly<ShallowRef<HTMLVideoElement | null>>,
  ratio: () => number,
  take: (frame: File) => Promise<void>,
) {
  const isThere = ref(false);
  const state = ref<'off' | 'starting' | 'on'>('off');
  const problem = ref('');
  const stream = shallowRef<MediaStream>();
  const canvas = document.createElement('canvas');
  let turn = 0;

  async function look(): Promise<void> {
    // Only where the page is secure is there anything to ask.
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
    isThere.value = devices?.some(({ kind }) => kind === 'videoinput') ?? false;
  }

  async function frame(): Promise<File | undefined> {
    const its = video.value;
    const context = canvas.getContext('2d');
    if (!its || !context || its.videoWidth === 0) return undefined;
    const [x, y, width, height] = middlePart([its.videoWidth, its.videoHeight], ratio());
    const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    context.drawImage(its, x, y, width, height, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob === null ? undefined : new File([blob], 'The camera’s picture', { type: 'image/png' });
  }
  async function follow(its: number): Promise<void> {
    while (its === turn) {
      const started = performance.now();
      const file = await frame();
      if (its !== turn) return;
      if (file) await take(file);
      const left = FRAME_MS - (performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
    }
  }

  async function start(): Promise<void> {
    stop();
    state.value = 'starting';
    const its = turn;
    try {
      const given = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1280 }, facingMode: { ideal: 'environment' } },
        audio: false,
      });
      if (its !== turn) return end(given);
      stream.value = given;
      given.getVideoTracks()[0]?.addEventListener('ended', () => {
        if (its !== turn) return;
        stop();
        problem.value = 'The camera was taken away.';
      });
      state.value = 'on';
      void follow(its);
    } catch (error) {
      if (its !== turn) return;
      stop();
      problem.value = cameraProblem(error);
    }
  }
  const end = (given: MediaStream | undefined) => given?.getTracks().forEach((track) => track.stop());
  function stop(): void {
    turn++;
    end(stream.value);
    stream.value = undefined;
    state.value = 'off';
    problem.value = '';
  }

  void look();
  const onChange = () => void look();
  const onHidden = () => {
    if (document.hidden) stop();
  };
  navigator.mediaDevices?.addEventListener('devicechange', onChange);
  document.addEventListener('visibilitychange', onHidden);
  onScopeDispose(() => {
    stop();
    navigator.mediaDevices?.removeEventListener('devicechange', onChange);
    document.removeEventListener('visibilitychange', onHidden);
  });
  return { isThere, state, problem, stream, start, stop };
}
