import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { PORT_MESSAGE, type Preload } from '@shared/contract/preload';
import {
  CHANGE_LIBRARY,
  DELIVER_PORT,
  GRANT_DROPPED,
  OPENED,
  READY_TO_OPEN,
  REQUEST_PORT,
  START_AGAIN,
} from './port-channels';

ipcRenderer.on(DELIVER_PORT, ({ ports }) => {
  // A port cannot cross the context bridge, but it can be posted to the page.
  window.postMessage(PORT_MESSAGE, location.origin, ports);
});

const preload: Preload = {
  requestPort: () => ipcRenderer.send(REQUEST_PORT),
  grantFor: async (file, purpose): Promise<unknown> =>
    ipcRenderer.invoke(GRANT_DROPPED, purpose, webUtils.getPathForFile(file)),
  changeLibrary: async () => String(await ipcRenderer.invoke(CHANGE_LIBRARY)),
  startAgain: async () => void (await ipcRenderer.invoke(START_AGAIN)),
  onOpened: (listener) => {
    ipcRenderer.on(OPENED, (_event, opened: unknown) => listener(opened));
    ipcRenderer.send(READY_TO_OPEN);
  },
};
contextBridge.exposeInMainWorld('trainyard', preload);
