/** How a simulated model behaves: probabilities, and weights that are compared with each other. */
export interface Profile {
  readonly name: string;
  /** What its server says of its size: prompts and default graph go by it. */
  readonly parameters: string;
  /** A fresh attempt at the code is right. */
  readonly right: number;
  /** What a wrong attempt is. */
  readonly wrong: Readonly<Record<'syntax' | 'name' | 'raises' | 'value', number>>;
  /** An answer to “correct this code”; the rest changes it and still fails. */
  readonly fix: Readonly<Record<'fixes' | 'same' | 'worse', number>>;
  /** Generated tests; the rest is useless: does not parse, does not load, tests itself or nothing. */
  readonly tests: Readonly<Record<'usable' | 'wrongAssert', number>>;
  /** What surrounds and cuts code. */
  readonly envelope: {
    readonly prose: number;
    readonly wrongTag: number;
    readonly secondBlock: number;
    readonly noFence: number;
    readonly openFence: number;
    readonly cut: number;
    /** “rest unchanged” instead of a part of an existing file. */
    readonly elision: number;
    readonly noFileLine: number;
    readonly noExport: number;
  };
  readonly json: {
    /** Valid where the server holds it to a schema, and where it does not. */
    readonly schemaValid: number;
    readonly freeValid: number;
    readonly whiteSpaceTail: number;
    /** The shown example comes back. */
    readonly placeholder: number;
    readonly emptyList: number;
    /** The first value of an enum, whatever is asked. */
    readonly firstEnum: number;
    readonly outOfRange: number;
    readonly intentRight: number;
  };
  readonly criticApprovesBad: number;
}

// shared/facts/small-model-outputs.md, “Extrapolation to 1.5B-7B coder models” (guesses, ±.15);
// what that table leaves out is set between its measured 135M column and a careful model.
const small: Profile = {
  name: '1.5b',
  parameters: '1.5B',
  right: 0.6,
  wrong: { syntax: 0.05, name: 0.04, raises: 0.06, value: 0.25 },
  fix: { fixes: 0.15, same: 0.25, worse: 0.2 },
  tests: { usable: 0.3, wrongAssert: 0.35 },
  envelope: {
    prose: 0.35,
    wrongTag: 0.3,
    secondBlock: 0.08,
    noFence: 0.03,
    openFence: 0.03,
    cut: 0.05,
    elision: 0.2,
    noFileLine: 0.2,
    noExport: 0.05,
  },
  json: {
    schemaValid: 0.98,
    freeValid: 0.7,
    whiteSpaceTail: 0.2,
    placeholder: 0.1,
    emptyList: 0.1,
    firstEnum: 0.4,
    outOfRange: 0.15,
    intentRight: 0.75,
  },
  criticApprovesBad: 0.5,
};

const medium: Profile = {
  ...small,
  name: '3b',
  parameters: '3.1B',
  right: 0.72,
  wrong: { syntax: 0.03, name: 0.03, raises: 0.05, value: 0.17 },
  fix: { fixes: 0.25, same: 0.2, worse: 0.12 },
  tests: { usable: 0.45, wrongAssert: 0.3 },
  envelope: {
    ...small.envelope,
    prose: 0.25,
    wrongTag: 0.15,
    noFence: 0.02,
    openFence: 0.02,
    cut: 0.03,
    elision: 0.15,
    noFileLine: 0.1,
    noExport: 0.03,
  },
  json: { ...small.json, schemaValid: 0.99, freeValid: 0.85, firstEnum: 0.25, intentRight: 0.85 },
  criticApprovesBad: 0.45,
};

const large: Profile = {
  ...medium,
  name: '7b',
  parameters: '7.6B',
  right: 0.82,
  wrong: { syntax: 0.01, name: 0.01, raises: 0.03, value: 0.13 },
  fix: { fixes: 0.4, same: 0.15, worse: 0.08 },
  tests: { usable: 0.6, wrongAssert: 0.2 },
  envelope: {
    ...medium.envelope,
    prose: 0.2,
    wrongTag: 0.08,
    noFence: 0.01,
    openFence: 0.01,
    cut: 0.02,
    elision: 0.08,
    noFileLine: 0.05,
    noExport: 0.02,
  },
  json: { ...medium.json, freeValid: 0.95, firstEnum: 0.1, placeholder: 0.03, intentRight: 0.92 },
  criticApprovesBad: 0.35,
};

/** Half of everything: the coder the bounds of the issue are set for. */
const half: Profile = {
  ...small,
  name: 'half',
  parameters: '3.1B',
  right: 0.5,
  tests: { usable: 0.5, wrongAssert: 0.25 },
};

export const profiles: Readonly<Record<string, Profile>> = {
  half,
  '1.5b': small,
  '3b': medium,
  '7b': large,
};

/** Changes of a profile from the command line. */
export interface ProfileChanges {
  readonly right?: number;
  readonly testsUsable?: number;
  /** No fix ever succeeds. */
  readonly noFix?: boolean;
}

/** A profile with changes; at `right` 0 nothing is ever right, by fixing neither. */
export function changedProfile(profile: Profile, changes: ProfileChanges): Profile {
  const right = changes.right ?? profile.right;
  const usable = changes.testsUsable ?? profile.tests.usable;
  const left = 1 - profile.tests.usable;
  const fixes = changes.noFix || right === 0 ? 0 : profile.fix.fixes;
  return {
    ...profile,
    right,
    fix: { ...profile.fix, fixes },
    tests: {
      usable,
      wrongAssert: left === 0 ? 0 : (profile.tests.wrongAssert / left) * (1 - usable),
    },
  };
}
