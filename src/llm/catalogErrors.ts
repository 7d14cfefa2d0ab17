import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { ServerModel } from './modelServer.ts';

/** The error for a model whose text would go to a machine the user has not agreed to. */
export function remoteModel(model: string, remoteHost: string): CaravanError {
  return new CaravanError('model-remote', {
    text: userText('The model {0} does not run here: it runs on {1}.', model, remoteHost),
    next: userText(
      'Agree when Caravan asks (on the command line: --allow-remote), or take another model.',
    ),
    data: { model, remoteHost },
  });
}

/** The error for a server without any model. */
export function noModel(): CaravanError {
  return new CaravanError('no-model', {
    text: userText('The model server has no model installed.'),
    next: userText('Run "ollama pull qwen2.5-coder:7b", or another model that fits your machine.'),
  });
}

/** The error for a model of the settings that no host has. */
export function missingModel(name: string, models: readonly ServerModel[]): CaravanError {
  return new CaravanError('model-missing', {
    text: userText('The model {0} is not installed.', name),
    next: userText(
      'Run "ollama pull {0}", or pick one of: {1}.',
      name,
      models.map((model) => model.name).join(', ') || '–',
    ),
    data: { model: name },
  });
}
