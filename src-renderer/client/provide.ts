import { inject, type App, type InjectionKey } from 'vue';
import type { WindowClient } from '@shared/contract/client';
import type { Connection } from './connection';
import { connect } from './connection';
import { messagePortTransport } from './message-port';
import { webSocketTransport } from './websocket';

const connectionKey: InjectionKey<Connection> = Symbol('connection');

/** Connects by the way that this shell offers, for all components and stores. */
export function provideStudio(app: App): void {
  const transport = window.trainyard ? messagePortTransport(window.trainyard) : webSocketTransport();
  provideConnection(app, connect(transport));
}

export function provideConnection(app: App, connection: Connection): void {
  app.provide(connectionKey, connection);
}

export function useConnection(): Connection {
  const connection = inject(connectionKey);
  if (!connection) throw new Error('provideStudio was not called');
  return connection;
}

export const useClient = (): WindowClient => useConnection().client;
