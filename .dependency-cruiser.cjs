/** The design's import borders, including what is reached through other modules. */
const reach = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to, reachable: true },
});

module.exports = {
  forbidden: [
    reach(
      'shared-is-pure',
      '^src-shared/',
      '^(electron|node:|src-main/|src-renderer/)|node_modules/(vue|electron|@tensorflow)',
      'src-shared imports nothing but zod and itself.',
    ),
    reach(
      'renderer-is-a-page',
      '^src-renderer/',
      '^(src-main/)|node_modules/(electron|@tensorflow)/',
      'src-renderer imports only src-shared.',
    ),
    reach(
      'exported-page-is-small',
      '^src-page/',
      '^(src-main|src-renderer)/|node_modules/',
      'What is exported as a page imports only what is pure, and no library.',
    ),
    reach(
      'engine-has-no-shell',
      '^src-main/engine/',
      '^src-main/(studio|electron|server|cli)/|node_modules/electron/',
      'The engine knows neither electron nor the studio.',
    ),
    reach(
      'studio-has-no-shell',
      '^src-main/studio/',
      '^src-main/(electron|server|cli|engine)/|node_modules/(electron|@tensorflow)/',
      'The studio imports no shell, no engine and no tfjs.',
    ),
    reach(
      'server-has-no-electron',
      '^src-main/(server|cli)/',
      '^src-main/electron/|node_modules/electron/',
      'The headless shell and the terminal run without Electron.',
    ),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.js', '.mjs', '.cjs', '.json'] },
  },
};
