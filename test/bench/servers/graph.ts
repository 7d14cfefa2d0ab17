// A model server of known speed: reading and writing take the time that they took on this project's
// machine with SmolLM2-135M on Ollama 0.11.4, and each of its slots keeps what it has read.
import { setTimeout as wait } from 'node:timers/promises';
import { createScriptedOllama } from '../../support/scriptedOllama.ts';
import { profiles } from '../../eval/simulated/profiles.ts';
import { SimulatedCoder } from '../../eval/simulated/simulatedCoder.ts';
import { loadTasks } from '../../eval/tasks.ts';

/** Measured: 714 tokens cold in 2,555 ms, 70 tokens a second written; two at once take 0.82 of one after the other. */
const speed = { read: 280, write: 70, besideAnother: 1.64 };
/** So many times faster, so that a bench ends. */
const scale = 4;
const charactersPerToken = 3.6;

const half = profiles['half']!;
const flawless = {
  ...half,
  right: 1,
  tests: { usable: 1, wrongAssert: 0 },
  envelope: {
    prose: 0,
    wrongTag: 0,
    secondBlock: 0,
    noFence: 0,
    openFence: 0,
    cut: 0,
    elision: 0,
    noFileLine: 0,
    noExport: 0,
  },
  json: { ...half.json, schemaValid: 1, whiteSpaceTail: 0, placeholder: 0, outOfRange: 0 },
};
const coder = new SimulatedCoder(loadTasks(), flawless, 1);
const slots = [
  { read: '', isBusy: false },
  { read: '', isBusy: false },
];

const server = await createScriptedOllama({
  models: ['paced:1b'],
  reply: async (chat) => {
    const prompt = chat.messages.map((message) => message.content).join('\n');
    const words = /^Answer with (\d+) tokens/m.exec(prompt)?.[1];
    const script = words ? { text: numbers(Number(words)) } : coder.answer(chat);
    const text = script.text ?? '';
    const slot = takeSlot(prompt);
    const known = sharedLength(slot.read, prompt);
    slot.read = prompt + text;
    slot.isBusy = true;
    await wait(milliseconds(prompt.length - known, speed.read));
    const isAlone = slots.every((other) => other === slot || !other.isBusy);
    const ms = milliseconds(text.length, speed.write);
    await wait(isAlone ? ms : ms * speed.besideAnother);
    slot.isBusy = false;
    return script;
  },
});
process.on('message', (question) => {
  if (question === 'forget') for (const slot of slots) slot.read = '';
  process.send?.({ value: 'forgotten' });
});
process.on('disconnect', () => void server.close());
process.send?.({ value: server.url });

/** The free slot that has read most of the prompt. */
function takeSlot(prompt: string): (typeof slots)[number] {
  const free = slots.filter((slot) => !slot.isBusy);
  const ranked = free.toSorted(
    (a, b) => sharedLength(b.read, prompt) - sharedLength(a.read, prompt),
  );
  return ranked[0] ?? { read: '', isBusy: false };
}

function sharedLength(a: string, b: string): number {
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index++;
  return index;
}

function milliseconds(characters: number, perSecond: number): number {
  return ((characters / charactersPerToken / perSecond) * 1_000) / scale;
}

/** So many different words; repeating one would look like a loop. */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
}
