import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  readSettings,
  type ReadSettings,
  type Settings,
  type SettingKey,
  type SettingsSource,
} from '../app/index.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/event.ts';
import { settingSection } from './ids.ts';

/**
 * The user's settings. Workspace and folder values are never looked at: a repository must not be
 * able to choose the model server or loosen the sandbox.
 */
export class VsCodeSettings implements SettingsSource, Disposable {
  readonly #changes = new Emitter<Settings>();
  readonly #subscription: vscode.Disposable;
  readonly onChange = this.#changes.event;
  #read: ReadSettings;

  constructor() {
    this.#read = readUserSettings();
    this.#subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(settingSection)) return;
      const next = readUserSettings();
      if (JSON.stringify(next) === JSON.stringify(this.#read)) return;
      this.#read = next;
      this.#changes.fire(next.settings);
    });
  }

  get value(): Settings {
    return this.#read.settings;
  }

  get problems(): ReadSettings['problems'] {
    return this.#read.problems;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }
}

function readUserSettings(): ReadSettings {
  return readSettings(userValue, (path) => readFileSync(path, 'utf8'));
}

function userValue(key: SettingKey): unknown {
  const found = vscode.workspace.getConfiguration(settingSection).inspect(key);
  return found?.globalValue ?? found?.defaultValue;
}
