import { isSecretFile } from '../app/index.ts';

/** A diff without the files that are secret by name: nobody named them. */
export function withoutSecrets(diff: string): string {
  return diff
    .split(/^(?=diff --git )/m)
    .filter(
      (part) =>
        !/^diff --git .*$/m
          .exec(part)?.[0]
          .split(/[\s"/]+/)
          .some(isSecretFile),
    )
    .join('');
}
