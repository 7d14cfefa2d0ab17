import type { Flow } from '../base/iterate.ts';
import { emptyAnswer, thinkingOnlyAnswer } from './answers.ts';
import type { ModelAnswer, ModelEvent } from './model.ts';
import type { ServerChunk, ServerReply } from './modelServer.ts';
import { RepetitionGuard } from './repetition.ts';
import { ThinkParser, type ParsedPiece } from './thinkParser.ts';

/** Hears the events of a call; `flow` holds back the socket while the listener is busy. */
export type OnEvent = (event: ModelEvent, flow?: Flow) => void;

/** Makes one answer of the pieces of a stream, and events of them as they come. */
export class AnswerCollector {
  readonly #onEvent: OnEvent;
  readonly #onRepeat: () => void;
  #parser = new ThinkParser();
  #guard = new RepetitionGuard();
  #text = '';
  #thinking = '';
  #repeats = false;

  /** @param onRepeat called once when the model goes round in circles. */
  constructor(onEvent: OnEvent, onRepeat: () => void) {
    this.#onEvent = onEvent;
    this.#onRepeat = onRepeat;
  }

  readonly add = (chunks: readonly ServerChunk[], flow: Flow): void => {
    for (const chunk of chunks) {
      if (this.#repeats) return;
      if (chunk.thinking !== '') this.#emit({ text: '', thinking: chunk.thinking }, flow);
      if (chunk.text !== '') this.#emit(this.#parser.feed(chunk.text), flow);
      if (!this.#guard.feed(chunk.text === '' ? chunk.thinking : chunk.text)) continue;
      this.#repeats = true;
      this.#onRepeat();
    }
  };

  /** Begins anew: what it has was the draft of an answer that broke off. */
  readonly restart = (): void => {
    this.#parser = new ThinkParser();
    this.#guard = new RepetitionGuard();
    this.#text = '';
    this.#thinking = '';
  };

  /**
   * The whole answer.
   * @throws CaravanError `answer-empty` or `answer-thinking-only`.
   */
  end(model: string, reply: ServerReply): ModelAnswer {
    this.#emit(this.#parser.end());
    const finish = reply.reason === 'length' ? 'length' : 'stop';
    if (this.#text.trim() === '') {
      throw this.#thinking.trim() === ''
        ? emptyAnswer(model)
        : thinkingOnlyAnswer(model, finish === 'length');
    }
    const { promptTokens, replyTokens, loadMs, promptMs, replyMs, queuedMs, totalMs } = reply;
    return {
      text: this.#text,
      thinking: this.#thinking,
      finish,
      usage: { promptTokens, replyTokens, loadMs, promptMs, replyMs, queuedMs, totalMs },
      model,
      host: reply.host,
    };
  }

  #emit(piece: ParsedPiece, flow?: Flow): void {
    if (piece.thinking !== '') {
      this.#thinking += piece.thinking;
      this.#onEvent({ type: 'thinking-delta', text: piece.thinking }, flow);
    }
    if (piece.text !== '') {
      this.#text += piece.text;
      this.#onEvent({ type: 'text-delta', text: piece.text }, flow);
    }
  }
}
