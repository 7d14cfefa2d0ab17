import { z } from 'zod';
import type { FromView } from './messages.ts';
import { answerSchema } from './answerSchema.ts';
import { dropLimit, droppedUriLimit } from './droppedFiles.ts';
import { fileNameLimit, namesAtOnce } from './fileNames.ts';
import { mentionLimit } from './mentions.ts';
import { modes } from './modes.ts';

/** Most UTF-8 bytes a text from the view may have. */
export const maxTextBytes = 256 * 1024;

/** The largest number of a line that is worth looking for. */
const maxLine = 10_000_000;

const encoder = new TextEncoder();
const text = z
  .string()
  .max(maxTextBytes)
  .refine((value) => encoder.encode(value).length <= maxTextBytes);
const id = z.string().min(1).max(200);
const path = z.string().min(1).max(4096);
/** No address: a name before the first colon would be a scheme, one letter a drive. */
const filePath = path.refine((value) => !/\0|^[\w+.-]{2,}:/.test(value));
const mode = z.enum(modes);
const webUrl = z
  .string()
  .max(2048)
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value));

const plain = <T extends string>(type: T) => z.strictObject({ type: z.literal(type) });
const ofRun = <T extends string>(type: T) => z.strictObject({ type: z.literal(type), runId: id });

/** What the view may ask for; unknown types, unknown keys and oversized values are refused. */
export const fromViewSchema: z.ZodType<FromView> = z.discriminatedUnion('type', [
  plain('ready'),
  plain('resync'),
  plain('alive'),
  z.strictObject({
    type: z.literal('send'),
    text: text.min(1),
    mode,
    insteadOf: id.exactOptional(),
  }),
  z.strictObject({ type: z.literal('queue'), text: text.min(1), mode }),
  z.strictObject({ type: z.literal('find-mentions'), query: z.string().max(mentionLimit) }),
  z.strictObject({
    type: z.literal('drop-files'),
    // One more than may be: the host says so.
    uris: z
      .array(z.string().min(1).max(droppedUriLimit))
      .min(1)
      .max(dropLimit + 1),
  }),
  z.strictObject({ type: z.literal('unqueue'), isEdited: z.boolean() }),
  ofRun('fork'),
  ofRun('stop'),
  z.strictObject({
    type: z.literal('answer-interrupt'),
    runId: id,
    interruptId: id,
    answer: answerSchema,
  }),
  z.strictObject({
    type: z.literal('apply'),
    runId: id,
    paths: z.array(path).max(1000).exactOptional(),
  }),
  ofRun('discard'),
  z.strictObject({ type: z.literal('review'), runId: id, path: path.exactOptional() }),
  ofRun('choose-changes'),
  ofRun('undo-changes'),
  ofRun('keep-changes'),
  plain('restore-files'),
  ofRun('resume'),
  ofRun('dismiss'),
  plain('new-conversation'),
  z.strictObject({ type: z.literal('open-conversation'), id }),
  z.strictObject({ type: z.literal('delete-conversation'), id }),
  z.strictObject({ type: z.literal('rename-conversation'), id, title: z.string().max(200) }),
  z.strictObject({
    type: z.literal('export-conversation'),
    id,
    format: z.enum(['markdown', 'json']),
  }),
  plain('import-conversation'),
  plain('show-earlier'),
  plain('commit-message'),
  z.strictObject({ type: z.literal('watch-activity'), isOn: z.boolean() }),
  plain('export-activity'),
  plain('select-model'),
  z.strictObject({ type: z.literal('pull-model'), name: id }),
  plain('retry-connection'),
  plain('diagnose'),
  plain('show-log'),
  plain('manage-trust'),
  plain('open-folder'),
  z.strictObject({
    type: z.literal('find-files'),
    names: z.array(z.string().min(1).max(fileNameLimit)).min(1).max(namesAtOnce),
  }),
  z.strictObject({
    type: z.literal('open-file'),
    path: filePath,
    line: z.int().min(1).max(maxLine).exactOptional(),
    isProposed: z.literal(true).exactOptional(),
  }),
  z.strictObject({ type: z.literal('open-link'), url: webUrl }),
  z.strictObject({
    type: z.literal('use-code'),
    code: text,
    language: z.string().max(32),
    place: z.enum(['cursor', 'new-file', 'file']),
  }),
  z.strictObject({ type: z.literal('copy'), text }),
]);

/** The message, or undefined when it does not fit the schema; the caller drops and counts it. */
export function parseFromView(value: unknown): FromView | undefined {
  const result = fromViewSchema.safeParse(value);
  return result.success ? result.data : undefined;
}
