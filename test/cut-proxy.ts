import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP proxy that does to connections what networks do: passes them on, holds them up, cuts them, lets nobody through. */
export class CutProxy {
  /** `stall`: what is open stays open, and nothing comes through any more */
  mode: 'pass' | 'stall' | 'refuse' = 'pass';
  /** how many bytes may still go towards the server before everything is cut; undefined: any number */
  cutAfter: number | undefined;
  /** whether nothing of what the server says comes through, while it hears all */
  isDeaf = false;
  /** how many bytes went towards the server */
  sent = 0;
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #server = createServer((client) => this.#accept(client));

  private constructor(readonly port: number) {}

  static async start(port: number): Promise<CutProxy> {
    const proxy = new CutProxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all that is open, as a cable is. */
  cut(): void {
    for (const [client, server] of this.#pairs) {
      client.destroy();
      server.destroy();
    }
  }

  /** Lets nothing through from now on, and cuts what is open. */
  goAway(): void {
    this.mode = 'refuse';
    this.cut();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.mode === 'refuse') {
      client.destroy();
      return;
    }
    const server = connect(this.port, '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.once('close', () => {
        client.destroy();
        server.destroy();
        this.#pairs.delete(pair);
      });
    }
    client.on('data', (data) => {
      if (this.mode === 'stall') return;
      this.sent += data.length;
      if (this.cutAfter !== undefined) {
        this.cutAfter -= data.length;
        if (this.cutAfter < 0) {
          this.cutAfter = undefined;
          this.cut();
          return;
        }
      }
      server.write(data);
    });
    server.on('data', (data) => {
      if (this.mode !== 'stall' && !this.isDeaf) client.write(data);
    });
  }
}
