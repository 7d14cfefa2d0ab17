import { reasonOf, solvedShare, type Outcome } from './outcome.ts';
import { changedProfile, profiles, type Profile } from './simulated/profiles.ts';

/** A model to measure, simulated, and what must be reached with it. */
export interface Case {
  readonly name: string;
  readonly profile: Profile;
  readonly bounds: readonly Bound[];
}

/** What of a run of the graph is counted. */
type Count = (outcome: Outcome) => boolean | number | undefined;

interface Bound {
  readonly measure: string;
  readonly of: (outcomes: readonly Outcome[]) => number;
  /** The same for one question, where that says something. */
  readonly against?: (outcomes: readonly Outcome[]) => number;
  readonly is: '≥' | '≤' | 'shown';
  readonly bound: number;
}

/** One line of the result, in the form all benches share. */
export interface Row {
  readonly case: string;
  readonly measure: string;
  readonly ours: number;
  readonly against?: number;
  readonly ratio?: number;
  readonly bound: string;
  readonly ok: boolean;
}

const graph = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ way }) => way === 'graph');
const question = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ way }) => way === 'question');
const given = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ gives }) => gives !== 'words');
const words = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ gives }) => gives === 'words');

const withTests = (bound: number): Bound => ({
  measure: 'solved, tests or examples given',
  of: (outcomes) => solvedShare(given(graph(outcomes))),
  against: (outcomes) => solvedShare(given(question(outcomes))),
  is: '≥',
  bound,
});
const wordsOnly = (bound: number): Bound => ({
  measure: 'solved, words only',
  of: (outcomes) => solvedShare(words(graph(outcomes))),
  against: (outcomes) => solvedShare(words(question(outcomes))),
  is: '≥',
  bound,
});
const gain = (bound: number): Bound => ({
  measure: 'solved by the graph minus by one question',
  of: (outcomes) => solvedShare(graph(outcomes)) - solvedShare(question(outcomes)),
  is: '≥',
  bound,
});
const oneQuestion: Bound = {
  measure: 'solved by one question',
  of: (outcomes) => solvedShare(question(outcomes)),
  is: '≤',
  bound: 0.5,
};
const sum = (outcomes: readonly Outcome[], of: Count): number =>
  graph(outcomes).reduce((total, outcome) => total + Number(of(outcome) ?? 0), 0);
const none = (measure: string, counts: Count): Bound => ({
  measure,
  of: (outcomes) => sum(outcomes, counts),
  is: '≤',
  bound: 0,
});
const shown = (measure: string, counts: Count): Bound => ({
  measure,
  of: (outcomes) => sum(outcomes, counts),
  is: 'shown',
  bound: 0,
});
const typedEnds = new Set(['done', 'answered', 'unusable', 'failed', 'cancelled']);
const typedEnd = none('without a typed end', ({ ended }) => !typedEnds.has(ended));
const sound: readonly Bound[] = [
  none('crashed', (outcome) => reasonOf(outcome) === 'crashed'),
  none('malformed files', ({ malformed }) => malformed.length > 0),
];

const profileOf = (name: string): Profile => {
  const profile = profiles[name];
  if (profile) return profile;
  throw new Error(`there is no profile ${name}; there are ${Object.keys(profiles).join(', ')}`);
};

/** Everything the issue asks of the simulated coder. */
export function allCases(): readonly Case[] {
  const half = profileOf('half');
  return [
    {
      name: 'half',
      profile: half,
      bounds: [oneQuestion, withTests(0.95), wordsOnly(0.75), ...sound],
    },
    {
      name: 'half, no fix succeeds',
      profile: changedProfile(half, { noFix: true }),
      bounds: [withTests(0.9), ...sound],
    },
    {
      name: 'p = 0.2',
      profile: changedProfile(half, { right: 0.2 }),
      bounds: [withTests(0.7), ...sound],
    },
    ...(['1.5b', '3b', '7b'] as const).map((name) => ({
      name,
      profile: profileOf(name),
      bounds: [gain({ '1.5b': 0.2, '3b': 0.15, '7b': 0.08 }[name]), ...sound],
    })),
    {
      name: 'p = 0',
      profile: changedProfile(half, { right: 0 }),
      bounds: [
        none('solved', ({ solved }) => solved),
        none(
          'claimed as verified, tests or examples given',
          ({ claimed, gives }) => claimed && gives !== 'words',
        ),
        typedEnd,
        ...sound,
      ],
    },
  ];
}

/** The case of the issue for a profile of the command line; one of its own where there is none. */
export function caseFor(profile: Profile): Case {
  const text = JSON.stringify(profile);
  const known = allCases().find((each) => JSON.stringify(each.profile) === text);
  return known ?? { name: profile.name, profile, bounds: [gain(0), ...sound] };
}

/** The rows of a case: every bound that its outcomes say something about. */
export function rowsOf(
  { name, bounds }: Pick<Case, 'name' | 'bounds'>,
  outcomes: readonly Outcome[],
): readonly Row[] {
  return bounds.flatMap(({ measure, of, against, is, bound }) => {
    const ours = round(of(outcomes));
    if (Number.isNaN(ours)) return [];
    const other = against && round(against(outcomes));
    return {
      case: name,
      measure,
      ours,
      ...(other !== undefined && { against: other }),
      ...(other !== undefined && other > 0 && { ratio: round(ours / other) }),
      bound: is === 'shown' ? is : `${is} ${bound}`,
      ok: is === 'shown' || (is === '≥' ? ours >= bound : ours <= bound),
    };
  });
}

/**
 * Bounds for a real model: how much the graph adds, and that its runs end well whatever the model
 * says. A question without a valid answer is no fault where its agent fell back on rules.
 */
export function realBounds(): Case['bounds'] {
  return [gain(0), ...sound, typedEnd, ...wireBounds];
}

const wireBounds: readonly Bound[] = [
  shown('structured calls', ({ structured }) => structured?.asked ?? 0),
  shown('structured calls invalid after two repairs', ({ structured }) => structured?.invalid ?? 0),
  none('structured calls repaired more than twice', ({ structured }) => structured?.overRepaired),
  none('structured calls invalid and without a fall-back', ({ structured, ended, error = '' }) =>
    isLost(ended, error) ? structured?.invalid : 0,
  ),
  none('protocol errors that the user reads', (outcome) => outcome.protocolErrors?.length),
];

/** Did the run end by what the model said, or worse? */
function isLost(ended: string, error: string): boolean {
  return !typedEnds.has(ended) || error.startsWith('answer-');
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
