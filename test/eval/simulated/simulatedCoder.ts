import { createHash } from 'node:crypto';
import type { ReceivedChat } from '../../support/scriptedOllama.ts';
import type { ChatScript } from '../../support/scriptedReplies.ts';
import type { EvalTask } from '../tasks.ts';
import { Dice } from './dice.ts';
import { wrap } from './envelope.ts';
import type { Profile } from './profiles.ts';
import { readPrompt, type Understood } from './readPrompt.ts';
import { selfTestTasks } from './selfTestTasks.ts';
import { elide, fixedCode, freshCode } from './writeCode.ts';
import { writeObject } from './writeObject.ts';
import { writeTests } from './writeTests.ts';

/** What an answer really was; for whoever reads the results, never for who asks. */
export interface AnswerNote {
  readonly wants: 'code' | 'fix' | 'tests' | 'object' | 'talk' | 'self-test';
  readonly truth: string;
  readonly noise: readonly string[];
}

interface Reply {
  readonly text: string;
  readonly cut: boolean;
  readonly note: AnswerNote;
}

const charactersPerToken = 3.6;

/**
 * A coder of known skill: sees a prompt, recognises a task it knows, and answers as a small model
 * does. Chance is seeded by task, kind of question and how often that was asked with other words or
 * another seed, so the same prompt with the same seed gets the same answer.
 */
export class SimulatedCoder {
  readonly #tasks: readonly EvalTask[];
  readonly #profile: Profile;
  readonly #seed: number;
  readonly #onAnswer: (note: AnswerNote) => void;
  readonly #asked = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  constructor(
    tasks: readonly EvalTask[],
    profile: Profile,
    seed: number,
    onAnswer: (note: AnswerNote) => void = () => undefined,
  ) {
    this.#tasks = tasks;
    this.#profile = profile;
    this.#seed = seed;
    this.#onAnswer = onAnswer;
  }

  readonly answer = (chat: ReceivedChat): ChatScript => {
    const understood = readPrompt(chat, [...this.#tasks, ...selfTestTasks]);
    const isSelfTest = selfTestTasks.some((task) => task === understood.task);
    const kind = `${isSelfTest ? 'self-test:' : ''}${kindOf(understood, chat)}`;
    const dice = new Dice(
      [this.#seed, understood.task?.id ?? '', kind, this.#turn(kind, chat)].join('/'),
    );
    const reply = this.#reply(understood, chat, dice);
    const prompt = chat.messages.reduce((sum, message) => sum + message.content.length, 0);
    this.#onAnswer(isSelfTest ? { ...reply.note, wants: 'self-test' } : reply.note);
    return {
      text: reply.text,
      ...(reply.cut && { doneReason: 'length' }),
      counters: { prompt_eval_count: tokens(prompt), eval_count: tokens(reply.text.length) },
    };
  };

  #reply(understood: Understood, chat: ReceivedChat, dice: Dice): Reply {
    const { task } = understood;
    if (understood.wants === 'object') {
      const { text, cut, noise } = writeObject(chat.format, understood, this.#profile, dice);
      return { text, cut, note: { wants: 'object', truth: '', noise } };
    }
    if (!task || understood.wants === 'talk') {
      const text = 'It does what the task asks, and the tests show how.';
      return { text, cut: false, note: { wants: 'talk', truth: '', noise: [] } };
    }
    return understood.wants === 'tests'
      ? this.#tests(task, understood, dice)
      : this.#code(task, understood, dice);
  }

  #tests(task: EvalTask, { path }: Understood, dice: Dice): Reply {
    const { code, truth } = writeTests(task, path, this.#profile, dice);
    const content = { code, path, language: task.language, symbol: task.symbol, isTests: true };
    const { text, cut, noise } = wrap(content, this.#profile, dice);
    return { text, cut, note: { wants: 'tests', truth, noise } };
  }

  #code(task: EvalTask, { path, attempt }: Understood, dice: Dice): Reply {
    const profile = this.#profile;
    const { code, truth } =
      attempt === undefined
        ? freshCode(task, profile, dice)
        : fixedCode(task, attempt, profile, dice);
    const lazy = dice.chance(profile.envelope.elision) ? elide(task, code) : undefined;
    const content = { path, language: task.language, symbol: task.symbol, isTests: false };
    const { text, cut, noise } = wrap({ ...content, code: lazy ?? code }, profile, dice);
    const wants = attempt === undefined ? 'code' : 'fix';
    return {
      text,
      cut,
      note: { wants, truth, noise: lazy === undefined ? noise : ['elision', ...noise] },
    };
  }

  /** Number of this question among those of its kind; asked again unchanged, it keeps its number. */
  #turn(kind: string, chat: ReceivedChat): number {
    const { seed, temperature } = chat.options ?? {};
    const key = createHash('sha256')
      .update(JSON.stringify([kind, chat.messages, seed, temperature]))
      .digest('hex');
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const turn = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, turn + 1);
    this.#asked.set(key, turn);
    return turn;
  }
}

function kindOf({ wants, attempt }: Understood, chat: ReceivedChat): string {
  if (wants === 'code') return attempt === undefined ? 'code' : 'fix';
  if (wants !== 'object') return wants;
  const { properties = {} } = (chat.format ?? {}) as { properties?: object };
  return `object:${Object.keys(properties).join(',')}`;
}

function tokens(characters: number): number {
  return Math.max(1, Math.ceil(characters / charactersPerToken));
}
