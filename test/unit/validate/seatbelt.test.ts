import assert from 'node:assert/strict';
import { findSeatbelt, seatbelt, seatbeltProfile } from '../../../src/validate/seatbelt.ts';

const folders = {
  tree: '/t/tree',
  runner: '/t/runner',
  home: '/t/home',
  dependencies: '/w/node_modules',
};
const run = {
  program: '/opt/node/bin/node',
  mounts: ['/opt/node', '/opt/(x)'],
  env: { A: '1' },
  args: ({ runner }: { readonly runner: string }) => [`${runner}/runner.mjs`],
  fileBytes: 1,
};

// Written from the manual: sandbox-exec exists on macOS only, where nothing here has been run yet.
describe('the profile for macOS', () => {
  it('denies by default, and the network by name', () => {
    const profile = seatbeltProfile(2);
    assert.match(profile, /^\(version 1\)\n\(deny default\)/);
    assert.match(profile, /\(deny network\*\)/);
    assert.doesNotMatch(profile, /allow network/);
    assert.equal(profile.split('(').length, profile.split(')').length);
  });

  it('writes nowhere but into the copy, its home and devices that forget', () => {
    const writable = seatbeltProfile(0)
      .split('\n(')
      .filter((rule) => /^allow .*file-write/.test(rule));
    assert.deepEqual(writable, [
      'allow file-write-data (literal "/dev/null") (literal "/dev/zero"))',
      'allow file-read* file-write* (subpath (param "TREE")) (subpath (param "HOME")))',
    ]);
  });

  it('names every folder by a parameter, so that no path is read as a rule', () => {
    const { program, args } = seatbelt.command(folders, run);
    assert.equal(program, '/usr/bin/sandbox-exec');
    assert.doesNotMatch(args[1] ?? '', /\/t\/|\(x\)/);
    assert.deepEqual(args.slice(2), [
      ...['-D', 'TREE=/t/tree', '-D', 'RUNNER=/t/runner', '-D', 'HOME=/t/home'],
      ...['-D', 'DEPENDENCIES=/w/node_modules', '-D', 'MOUNT0=/opt/node', '-D', 'MOUNT1=/opt/(x)'],
      ...['/opt/node/bin/node', '/t/runner/runner.mjs'],
    ]);
  });

  it('is looked for on macOS only', async () => {
    assert.equal(await findSeatbelt('linux'), undefined);
  });
});
