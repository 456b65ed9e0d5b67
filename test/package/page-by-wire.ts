import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';

const PATIENCE_MS = 90_000;
/** A page that is just being loaded may never answer what it was asked before. */
const ANSWER_MS = 10_000;
const targetsSchema = z.array(
  z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }),
);
const answerSchema = z.object({
  id: z.number(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

/**
 * The app's page, by Chromium's own protocol. A test driver would attach to Node's debugger, which the packaged app has
 * shut, or ask for browser contexts, which Electron has none of.
 */
export class PageByWire {
  readonly #waiting = new Map<number, (answer: z.infer<typeof answerSchema>) => void>();
  #asked = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const answer = answerSchema.safeParse(JSON.parse(data.toString()));
      if (answer.success) this.#waiting.get(answer.data.id)?.(answer.data);
    });
  }

  static async open(port: string): Promise<PageByWire> {
    const targets = targetsSchema.parse(await (await fetch(`http://127.0.0.1:${port}/json`)).json());
    const page = targets.find(({ type, url }) => type === 'page' && url.startsWith('trainyard:'));
    if (page === undefined) throw new Error('The window is not there yet.');
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new PageByWire(socket);
  }

  async #ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#asked;
    const answer = new Promise<z.infer<typeof answerSchema>>((resolve) => this.#waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const late = sleep(ANSWER_MS).then(() => ({ result: undefined, error: { message: 'no answer' } }));
    const { result, error } = await Promise.race([answer, late]);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async text(): Promise<string> {
    const evaluated = await this.#ask('Runtime.evaluate', {
      expression: "document.body?.innerText ?? ''",
      returnByValue: true,
    });
    return z.object({ result: z.object({ value: z.string() }) }).parse(evaluated).result.value;
  }

  /** Waits until the page shows a text. */
  async shows(wanted: string): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    let text = '';
    while (performance.now() < until) {
      text = await this.text().catch(() => text);
      if (text.includes(wanted)) return;
      await sleep(200);
    }
    throw new Error(`The page does not show "${wanted}", but:\n${text}`);
  }

  async goto(route: string): Promise<void> {
    const go = () =>
      this.#ask('Runtime.evaluate', { expression: `location.hash = ${JSON.stringify(`#${route}`)}` });
    await go().catch(go);
  }

  async picture(file: string): Promise<void> {
    const take = () => this.#ask('Page.captureScreenshot', { format: 'png' });
    const { data } = z.object({ data: z.string() }).parse(await take().catch(take));
    await writeFile(file, Buffer.from(data, 'base64'));
  }

  close(): void {
    this.socket.close();
  }
}
