import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { defaultSettings } from '../../../src/app/index.ts';
import {
  durationPattern,
  modelRoles,
  settingKeys,
  settingRanges,
} from '../../../src/app/settingKeys.ts';
import { commandIds, viewContainerId, viewId } from '../../../src/vscode/ids.ts';

interface SettingSchema {
  readonly type: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly scope?: string;
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

interface Manifest {
  readonly icon: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: boolean };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, SettingSchema>> };
    readonly keybindings: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly completionEvents: readonly string[];
        readonly media: { readonly image: Readonly<Record<string, string>> };
      }[];
    }[];
    readonly viewsContainers: {
      readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
    };
  };
}

type Texts = Readonly<Record<string, string>>;

const root = path.resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes, capabilities } = manifest;
const properties = contributes.configuration.properties;

describe('the manifest', () => {
  it('contributes exactly the commands that the code registers', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(contributed.sort(), Object.values<string>(commandIds).sort());
  });

  it('binds menus and keys only to commands that exist', () => {
    const known = new Set<string>(Object.values(commandIds));
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    assert.deepEqual(
      used.filter(({ command }) => !known.has(command)),
      [],
    );
    assert.ok(used.length > 0);
  });

  it('contributes exactly the settings that the code reads', () => {
    const wanted = settingKeys.map((key) => `caravan.${key}`);
    assert.deepEqual(Object.keys(properties).sort(), wanted.sort());
  });

  it('lets no workspace set any setting', () => {
    for (const [name, { scope }] of Object.entries(properties)) {
      assert.equal(scope, 'application', name);
    }
    const { restrictedConfigurations, supported } = capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual([...restrictedConfigurations].sort(), Object.keys(properties).sort());
  });

  it('does not offer itself where there are no files on a disk (F13)', () => {
    assert.equal(capabilities.virtualWorkspaces.supported, false);
  });

  it('states the defaults and limits that the code uses', () => {
    const { timeouts, ...plain } = defaultSettings;
    const nothing = { hosts: [], modelRoles: {}, reserveInteractive: false };
    const defaults: Record<string, unknown> = { ...plain, ...nothing };
    for (const [key, value] of Object.entries(timeouts)) defaults[`timeouts.${key}`] = value;
    for (const key of settingKeys) {
      assert.deepEqual(properties[`caravan.${key}`]?.default, defaults[key], key);
    }
    for (const [key, [minimum, maximum]] of Object.entries(settingRanges)) {
      const schema = properties[`caravan.${key}`];
      assert.deepEqual([schema?.minimum, schema?.maximum], [minimum, maximum], key);
    }
    const roles = properties['caravan.modelRoles']?.properties ?? {};
    assert.deepEqual(Object.keys(roles), modelRoles);
    assert.equal(properties['caravan.keepAlive']?.pattern, durationPattern.source);
  });

  it('names the view, its container and pictures that exist', () => {
    const [container] = contributes.viewsContainers.activitybar;
    assert.equal(container?.id, viewContainerId);
    assert.deepEqual(
      contributes.views[viewContainerId]?.map(({ id }) => id),
      [viewId],
    );
    for (const file of [container?.icon ?? '', manifest.icon]) {
      assert.ok(existsSync(path.join(root, file)), file);
    }
  });

  it('shows in each step of the walkthrough a small picture, and leads to commands that exist', () => {
    const known = new Set<string>([...Object.values(commandIds), `${viewId}.focus`]);
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length > 3);
    for (const { description, completionEvents, media } of steps) {
      assert.deepEqual(Object.keys(media.image), ['dark', 'light', 'hc', 'hcLight']);
      for (const file of Object.values(media.image)) {
        assert.ok(statSync(path.join(root, file)).size < 200 * 1024, file);
      }
      const events = completionEvents.flatMap((event) => event.split('onCommand:')[1] ?? []);
      const texts = ['package.nls.json', 'package.nls.ru.json'].map((file) => {
        const all = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Texts;
        return all[description.slice(1, -1)] ?? '';
      });
      const links = texts.map((text) =>
        [...text.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1] ?? ''),
      );
      assert.ok(links[0] && links[0].length > 0, description);
      assert.deepEqual(links[1], links[0]);
      for (const command of [...events, ...links[0]]) assert.ok(known.has(command), command);
    }
  });
});
