/** Texts as Ollama and OpenAI-compatible servers write them, one wire chunk for each line. */

const at = '2026-01-01T00:00:00.000000000Z';

/** One line of `/api/chat`. */
export function chatLine(model: string, content: string): string {
  const head = `{"model":"${model}","created_at":"${at}","message":{"role":"assistant"`;
  return `${head},"content":${JSON.stringify(content)}},"done":false}\n`;
}

/** The last line of `/api/chat`. */
export function doneLine(model: string, tokens: number): string {
  const head = `{"model":"${model}","created_at":"${at}","message":{"role":"assistant"`;
  const counts = `"prompt_eval_count":7,"prompt_eval_duration":2000000,"eval_count":${tokens}`;
  const durations = '"total_duration":9000000,"load_duration":1000000,"eval_duration":6000000';
  return `${head},"content":""},"done_reason":"stop","done":true,${durations},${counts}}\n`;
}

/** `/api/chat` with `stream: false`. */
export function wholeAnswer(model: string, content: string): string {
  return doneLine(model, 1)
    .replace('"content":""', `"content":${JSON.stringify(content)}`)
    .trim();
}

/** One event of `/v1/chat/completions`. */
export function chatEvent(model: string, content: string): string {
  const head = `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"${model}"`;
  const delta = `{"role":"assistant","content":${JSON.stringify(content)}}`;
  return `data: ${head},"choices":[{"index":0,"delta":${delta},"finish_reason":null}]}\n\n`;
}

export function lastEvents(model: string): string {
  const last = chatEvent(model, '').replace('"finish_reason":null', '"finish_reason":"stop"');
  return `${last}data: [DONE]\n\n`;
}

/** `/v1/chat/completions` without a stream. */
export function wholeCompletion(model: string, content: string): string {
  const head = `{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"${model}"`;
  const message = `{"role":"assistant","content":${JSON.stringify(content)}}`;
  return `${head},"choices":[{"index":0,"message":${message},"finish_reason":"stop"}]}`;
}

/** Puts a text into one chunk of HTTP/1.1's chunked coding. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const lastChunk = '0\r\n\r\n';
