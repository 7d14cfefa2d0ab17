import * as vscode from 'vscode';
import type { Settings, SettingsSource } from '../app/index.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/event.ts';
import { settingSection, type SettingKey } from './ids.ts';
import { readSettings } from './readSettings.ts';

/**
 * The user's settings. Workspace and folder values are never looked at: a repository must not be
 * able to choose the model server or loosen the sandbox.
 */
export class VsCodeSettings implements SettingsSource, Disposable {
  readonly #changes = new Emitter<Settings>();
  readonly #subscription: vscode.Disposable;
  readonly onChange = this.#changes.event;
  #value: Settings;

  constructor() {
    this.#value = readSettings(userValue);
    this.#subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(settingSection)) return;
      const next = readSettings(userValue);
      if (JSON.stringify(next) === JSON.stringify(this.#value)) return;
      this.#value = next;
      this.#changes.fire(next);
    });
  }

  get value(): Settings {
    return this.#value;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }
}

function userValue(key: SettingKey): unknown {
  const found = vscode.workspace.getConfiguration(settingSection).inspect(key);
  return found?.globalValue ?? found?.defaultValue;
}
