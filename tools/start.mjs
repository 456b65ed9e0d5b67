#!/usr/bin/env node
// The one way in: sets up whatever is missing, then runs a command of this project under its own Node.
// Only this file has to be understood by a Node that is too old.

const oldest = 18;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    'trainyard: this is Node ' +
      process.versions.node +
      '; Trainyard needs Node ' +
      oldest +
      ' or newer to set itself up.',
  );
  console.error('trainyard:   → Install a current Node from nodejs.org and start again.');
  process.exit(1);
}

import('./main.mjs').then(({ main }) => main(process.argv[2], process.argv.slice(3)));
