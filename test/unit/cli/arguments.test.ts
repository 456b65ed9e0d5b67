import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/cli/arguments';
import { UsageError } from '../../../src-main/cli/usage-error';

const parse = (line: string) => parseArguments(line === '' ? [] : line.split(' '));

describe('arguments', () => {
  it('are read for train', () => {
    expect(
      parse(
        'train cnn --data digits --set epochs=3 --set name=x --set data.dataset=a=b --seed 7 --backend cpu --json --library /l',
      ),
    ).toEqual({
      name: 'train',
      what: 'cnn',
      from: undefined,
      data: 'digits',
      settings: [
        { path: 'epochs', value: 3 },
        { path: 'name', value: 'x' },
        { path: 'data.dataset', value: 'a=b' },
      ],
      seed: 7,
      backend: 'cpu',
      json: true,
      library: '/l',
    });
  });

  it.each([
    ['', { name: 'help' }],
    ['machines', { name: 'machines-list' }],
    ['machines token --new', { name: 'machines-token', anew: true }],
    ['machines remove gpu-box', { name: 'machines-remove', machine: 'gpu-box' }],
    [
      'machines add gpu-box 127.0.0.1:7655 --token 0123456789abcdefghij',
      {
        name: 'machines-add',
        added: {
          name: 'gpu-box',
          way: { by: 'address', address: 'http://127.0.0.1:7655' },
          token: '0123456789abcdefghij',
        },
      },
    ],
    [
      'machines add gpu-box --ssh me@box --port 7000 --token 0123456789abcdefghij',
      { name: 'machines-add', added: { name: 'gpu-box', way: { by: 'ssh', host: 'me@box', port: 7000 } } },
    ],
    ['train mlp --on gpu-box', { name: 'train', on: 'gpu-box' }],
    ['sweep mlp --space seed=1,2 --on gpu-box', { name: 'sweep', on: 'gpu-box', place: undefined }],
    ['train mlp --seeds 3 --on gpu-box', { name: 'seeds', seeds: 3, on: 'gpu-box' }],
    ['--help', { name: 'help' }],
    ['train --help', { name: 'help', about: 'train' }],
    ['help eval', { name: 'help', about: 'eval' }],
    ['--version', { name: 'version' }],
    ['eval last', { name: 'eval', run: 'last', checkpoint: 'best', data: undefined, split: 'test' }],
    ['eval last --split validation --to said.csv', { name: 'eval', split: 'validation', to: 'said.csv' }],
    ['predict r1 rows.csv --id nr,name', { name: 'predict', paths: ['rows.csv'], ids: ['nr', 'name'] }],
    ['predict r1 rows.csv', { name: 'predict', ids: undefined }],
    [
      'eval compare r1 last@300 --split validation',
      {
        name: 'eval-compare',
        first: { run: 'r1', checkpoint: 'best' },
        second: { run: 'last', checkpoint: '300' },
        split: 'validation',
      },
    ],
    ['eval compare', { name: 'eval', run: 'compare' }],
    ['eval r1 --checkpoint 300', { name: 'eval', checkpoint: '300' }],
    ['library check', { name: 'library-check', mend: false }],
    ['library check --mend', { name: 'library-check', mend: true }],
    ['library remove-all --yes', { name: 'library-remove-all', yes: true }],
    ['library backup --to b', { name: 'library-backup', to: 'b' }],
    ['report last', { name: 'report', run: 'last', to: undefined, force: false }],
    ['report r1 --to r.html --force', { name: 'report', run: 'r1', to: 'r.html', force: true }],
    ['metrics r1 --format parquet --to m', { name: 'metrics', format: 'parquet', to: 'm', force: false }],
    [
      'train --from r1',
      { what: undefined, from: { run: 'r1', checkpoint: 'last', mode: 'continue', fit: 'exact' } },
    ],
    ['train --from r1 --weights', { from: { run: 'r1', checkpoint: 'best', mode: 'weights', fit: 'exact' } }],
    [
      'train --from a@b@300 --weights --fit new-head --set epochs=2',
      {
        from: { run: 'a@b', checkpoint: '300', mode: 'weights', fit: 'new-head' },
        settings: [{ path: 'epochs', value: 2 }],
      },
    ],
    [
      'export last --format onnx --to m.zip --force',
      { name: 'export', run: 'last', checkpoint: 'best', format: 'onnx', to: 'm.zip', force: true },
    ],
    ['check my.json --seed 3', { name: 'check', what: 'my.json', seed: 3 }],
    ['check --from last@best --continue', { name: 'check', from: { checkpoint: 'best', mode: 'continue' } }],
    ['clean-up', { name: 'clean-up', runs: [], keep: { best: 1, last: 1, everyNth: 0 }, yes: false }],
    [
      'clean-up a --last 3 --every 5 --yes',
      { runs: ['a'], keep: { best: 1, last: 3, everyNth: 5 }, yes: true },
    ],
    ['compare a b last', { name: 'compare', runs: ['a', 'b', 'last'], all: false }],
    ['compare a b --all', { name: 'compare', runs: ['a', 'b'], all: true }],
    ['rename last better', { name: 'rename', run: 'last', to: 'better' }],
    ['tag last wide,long', { name: 'tag', run: 'last', change: { addTags: ['wide', 'long'] } }],
    ['tag last wide --remove', { name: 'tag', change: { removeTags: ['wide'] } }],
    ['note last good', { name: 'note', change: { notes: 'good' } }],
    ['experiment last Digits', { name: 'experiment', change: { experiment: 'Digits' } }],
    ['archive last', { name: 'archive', change: { archived: true } }],
    ['unarchive last', { name: 'unarchive', change: { archived: false } }],
    ['runs', { name: 'runs', filters: { archived: 'without', states: [], tags: [] } }],
    [
      'runs --all --tag wide,odd --state failed --find mlp',
      {
        name: 'runs',
        filters: { archived: 'with', tags: ['wide', 'odd'], states: ['failed'], sought: 'mlp' },
      },
    ],
    ['settings', { name: 'settings', changes: {} }],
    [
      'settings --awake off --on-battery pause --free-core on',
      { name: 'settings', changes: { keepAwake: false, onBattery: 'pause', leaveCoreFree: true } },
    ],
    ['data list', { name: 'data-list' }],
    ['data import ./x --name Shoes', { name: 'data-import', request: { path: './x', name: 'Shoes' } }],
    [
      'data import t.csv --target y --split part --group who --ignore a,b --ignore c --id row --task regression --test-fraction 0.25 --seed 3 --missing set-aside --as text-table',
      {
        name: 'data-import',
        request: {
          path: 't.csv',
          options: {
            as: 'text-table',
            testFraction: 0.25,
            seed: 3,
            table: {
              task: 'regression',
              missing: 'set-aside',
              columns: [
                { name: 'y', role: 'target' },
                { name: 'part', role: 'split' },
                { name: 'who', role: 'group' },
                { name: 'a', role: 'ignore' },
                { name: 'b', role: 'ignore' },
                { name: 'c', role: 'ignore' },
                { name: 'row', role: 'id' },
              ],
            },
          },
        },
      },
    ],
    [
      'data check p.zip --size 28x32 --resize crop --grey',
      {
        name: 'data-check',
        request: { options: { pictures: { height: 28, width: 32, resize: 'crop', colors: 'grey' } } },
      },
    ],
    [
      'data import a.npz --target grade',
      { request: { options: { arrays: { targets: 'grade' }, table: { columns: [] } } } },
    ],
    ['data show iris', { name: 'data-show', dataset: 'iris' }],
    ['data remove iris', { name: 'data-remove', dataset: 'iris' }],
    ['data catalog', { name: 'data-catalog' }],
    [
      'data fetch mnist --mirror https://example.org/mnist/',
      { name: 'data-fetch', entry: 'mnist', mirror: 'https://example.org/mnist/' },
    ],
    ['probe', { name: 'probe', kinds: undefined }],
    ['probe --kind dense', { name: 'probe', kinds: ['dense'] }],
    ['serve', { name: 'serve', host: '127.0.0.1', port: undefined }],
    ['serve --host ::1 --port 80', { name: 'serve', host: '::1', port: 80 }],
    [
      'serve --allow /a --allow=/b',
      { name: 'serve', host: '127.0.0.1', port: undefined, allow: ['/a', '/b'] },
    ],
    [
      'sweep mlp --space optimizer.learningRate=log:1e-4..0.1 --trials 8 --asha --reduction 4 --set epochs=9 --name lr',
      {
        name: 'sweep',
        what: 'mlp',
        space: [{ scale: 'log', field: 'optimizer.learningRate', min: 1e-4, max: 0.1 }],
        budget: { trials: 8 },
        pruner: { by: 'asha', reduction: 4, minEpochs: 1 },
        settings: [{ path: 'epochs', value: 9 }],
        title: 'lr',
      },
    ],
    ['sweep list', { name: 'sweep-list', all: false }],
    ['sweep rename lr rates', { name: 'sweep-rename', sweep: 'lr', to: 'rates' }],
    ['sweep archive lr', { name: 'sweep-archive', sweep: 'lr', withRuns: false }],
    ['sweep discard lr --with-runs', { name: 'sweep-discard', sweep: 'lr', withRuns: true }],
    ['sweep restore lr', { name: 'sweep-restore', sweep: 'lr' }],
    ['sweep show last', { name: 'sweep-show', sweep: 'last' }],
    ['sweep extend lr --minutes 1.5', { name: 'sweep-extend', sweep: 'lr', budget: { minutes: 1.5 } }],
    ['runs --json', { name: 'runs', json: true, library: undefined }],
  ])('%s', (line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it.each([
    ['tran mlp', /^There is no command "tran": known are train, check, resume, /],
    ['train', /^train needs a preset \(mlp or cnn\) or a spec file: /],
    ['machines add gpu-box 127.0.0.1:1', /^machines add needs --token: /],
    [
      'machines add GPU 127.0.0.1:1 --token 0123456789abcdefghij',
      /^The name of a machine has at most 31 small letters/,
    ],
    [
      'machines add gpu-box 10.0.0.1:1 --token 0123456789abcdefghij',
      /^Without TLS everybody on the way to 10\.0\.0\.1 /,
    ],
    ['machines add gpu-box --ssh=-oProxyCommand=x --token 0123456789abcdefghij', /^SSH takes a host/],
    ['machines lift', /^machines cannot "lift": it knows list, add, remove and token: /],
    ['train mlp --on http://x', /^--on needs --shared FOLDER/],
    ['train mlp --shared /s', /^--shared goes with a Ray cluster only, such as --on ray:\/\/HOST\.$/],
    [
      'train mlp --shared /s --on head:8265',
      /^--shared goes with a Ray cluster only, .* not with --on head:8265\.$/,
    ],
    [
      'train mlp --on head:8265',
      /^--on takes the name of a machine, .* or the address of a Ray cluster, such as ray:/,
    ],
    ['sweep mlp --space seed=1,2 --on head:8265', /^--on takes the name of a machine, /],
    ['train mlp cnn', /"cnn"/],
    ['train mlp --epochs 3', /^train has no option --epochs: see `trainyard help train`\.$/],
    ['train mlp --sed=3', /--sed/],
    ['runs --seed 3', /^runs has no option --seed: /],
    ['train mlp --seed', /^--seed needs a value, such as --seed=VALUE\.$/],
    ['train mlp --seed --json', /^--seed needs a value/],
    ['train mlp --seed 1.5', /^--seed must be a whole number from 0 to \d+, not "1\.5"\.$/],
    ['train mlp --seed 99999999999999999999', /^--seed must be/],
    ['train mlp --set epochs', /^--set needs a field and a value, such as --set epochs=20, not "epochs"\.$/],
    ['train mlp --set =3', /^--set needs/],
    ['train mlp --backend tpu', /^--backend must be auto, gpu, cpu or wasm, not "tpu"\.$/],
    ['train mlp --json=yes', /^--json takes no value\.$/],
    ['resume', /^resume needs a run \(/],
    ['data', /^data needs "list", "show", .*, or "fetch": /],
    ['data drop', /^data needs .*, not "drop": /],
    ['data import', /^data import needs a file or folder: /],
    ['data import a b', /does not know what to do with "b"/],
    ['data import x --as csv', /^--as must be idx, pictures, .* or arrays, not "csv"\.$/],
    ['data import x --size 28', /^--size must be height and width, /],
    ['data import x --size 28x2000', /^--size must be/],
    ['data import x --grey --color', /^--grey and --color contradict/],
    ['data import x --test-fraction 95%', /^--test-fraction must be a share from 0 to 0\.9, not "95%"\.$/],
    ['data import x --target y --ignore y', /^Column "y" is given two roles: /],
    ['data import x --missing drop', /^--missing must be fill or set-aside, not "drop"\.$/],
    ['data fetch', /^data fetch needs an entry of `data catalog`: /],
    ['train mlp --target y', /^train has no option --target: /],
    ['runs --state failed,nonsense', /^--state must be one of queued, .*, not "nonsense"/],
    ['serve --host 0.0.0.0', /^--host 0\.0\.0\.0 is refused: without TLS /],
    ['serve --port 70000', /^--port must be a whole number from 0 to 65535, not "70000"\.$/],
    ['help me', /^There is no command "me"/],
    ['train mlp --from r1', /^Give either "mlp" or --from: /],
    ['train mlp --weights', /^--weights goes with --from /],
    ['check mlp --fit exact', /^--fit goes with --from /],
    ['train --from r1 --continue --weights', /^Give --continue or --weights, not both/],
    ['train --from r1 --fit matching', /^--fit goes with --weights only/],
    ['train --from r1 --weights --fit some', /^--fit must be exact, new-head or matching, not "some"/],
    ['train --from @best', /^--from needs a run/],
    ['clean-up --best many', /^--best must be a whole number/],
    ['sweep', /^sweep needs a preset/],
    ['sweep pause', /^sweep pause needs a sweep \(/],
    ['sweep extend last', /^sweep extend needs --trials, --minutes or --total-epochs/],
    ['sweep mlp --trials 0', /^--trials must be a whole number from 1 to 100000, not "0"\.$/],
    ['sweep mlp --trials abc', /^--trials must be a whole number from 1 to 100000, not "abc"\.$/],
    ['sweep mlp --asha --reduction 1', /^--reduction must be a whole number from 2 to 100, not "1"\.$/],
    ['train mlp --seeds many', /^--seeds must be a whole number from 2 to 100, not "many"\.$/],
    ['sweep mlp --minutes -1', /^--minutes needs a value|^--minutes must be a number above 0/],
    ['sweep mlp --reduction 3', /^--reduction goes with --asha only\.$/],
    [
      'sweep mlp --sampler bayes',
      /^--sampler must be one of grid, random, sobol, tpe, cmaes, gp, not "bayes"\.$/,
    ],
    ['sweep mlp --space epochs', /^--space: A field is varied as in/],
    ['compare a', /^compare needs another run, or several/],
    ['rename last', /^rename needs a new name/],
    ['tag last', /^tag needs a tag/],
    ['tag last ,', /^tag needs a tag/],
    [`tag last ${'x'.repeat(41)}`, /^A tag has at most 40 characters/],
    ['settings --awake yes', /^--awake must be on or off, not "yes"/],
    ['settings --on-battery stop', /^--on-battery must be train, hold or pause, not "stop"/],
    ['change last --learning-rate 11', /^--learning-rate must be at most 10, not 11\.$/],
    ['change last --learning-rate fast', /^--learning-rate must be a rate such as 0\.0005/],
    ['stop last --after-epoch --go-on', /^stop takes --after-epoch, or --go-on/],
    ['doctor now', /"now"/],
    ['eval compare a', /eval compare needs another run/],
    ['eval compare a b --checkpoint 3', /RUN@STEP/],
    ['eval last --split tests', /--split .*"tests"/],
    ['probe --kind big', /--kind .*"big"/],
    ['export last --format onnx', /^export needs --to PATH/],
    ['export last --to x', /^export needs --format, one of safetensors, onnx/],
    ['metrics last', /^metrics needs --format, one of csv, parquet, tensorboard/],
    ['metrics last --format xls', /^--format must be one of csv, parquet, tensorboard, not "xls"\.$/],
    ['export last --to x --format xls', /^--format must be one of safetensors, onnx.*not "xls"\.$/],
  ])('%s is refused in one sentence', (line, sentence) => {
    const attempt = () => parse(line);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(sentence);
    // One sentence: one line with one full stop, at its end; what may have been meant stands behind it.
    expect(attempt).toThrow(/^[^\n]*[^.]\.( Did you mean "[^"]+"\?)?$/);
  });
});
