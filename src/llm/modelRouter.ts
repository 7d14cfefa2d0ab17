/** How hard a task is, as the caller judges it. */
export type Complexity = 'low' | 'high';

/** A model for a role: one for all its tasks, or one for the easy and one for the hard ones. */
export type RoleModel = string | { readonly low?: string; readonly high?: string };

/** What the settings want for a role; names are taken as they are, never guessed from. */
export function routeOf(
  roles: Readonly<Record<string, RoleModel>> | undefined,
  role: string,
  complexity: Complexity,
): string | undefined {
  const wanted = roles && Object.hasOwn(roles, role) ? roles[role] : undefined;
  const name = typeof wanted === 'object' ? wanted[complexity] : wanted;
  return name === '' ? undefined : name;
}
