import { app, Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  showPage(route: string): void;
  showPalette(): void;
  showShortcuts(): void;
  openFile(): void;
  showLogs(): void;
}

/** Puts the native menu up. */
export function showMenu({ showPage, showPalette, showShortcuts, openFile, showLogs }: MenuActions): void {
  const isMac = process.platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const page = (label: string, route: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => showPage(route),
  });
  const settings = page('Settings', '/settings', 'CmdOrCtrl+,');
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            label: 'Trainyard',
            submenu: [
              { role: 'about' },
              separator,
              settings,
              separator,
              { role: 'services' },
              separator,
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              separator,
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: '&File',
      submenu: [
        page('New Run', '/new', 'CmdOrCtrl+N'),
        page('Bring Data…', '/bring-data', 'CmdOrCtrl+I'),
        { label: 'Open a Spec or a Run…', accelerator: 'CmdOrCtrl+O', click: openFile },
        separator,
        ...(isMac ? [] : [settings, separator]),
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        // The page has this key itself, in a browser too.
        {
          label: 'Search or Run a Command…',
          accelerator: 'CmdOrCtrl+K',
          registerAccelerator: false,
          click: showPalette,
        },
        separator,
        page('Runs', '/runs', 'CmdOrCtrl+1'),
        page('Checkpoints', '/checkpoints', 'CmdOrCtrl+2'),
        page('Data', '/data', 'CmdOrCtrl+D'),
        separator,
        { role: 'reload' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        page('Guide', '/guide', 'F1'),
        { label: 'Keyboard Shortcuts', click: showShortcuts },
        separator,
        page('Newer Versions…', '/settings#updates'),
        page('Copy Diagnostics…', '/settings#program'),
        { label: 'Logs and Crash Reports', click: showLogs },
        separator,
        { label: 'About Trainyard', click: () => app.showAboutPanel() },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
