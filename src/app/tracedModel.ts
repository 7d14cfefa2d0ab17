import { isAbortError } from '../base/abort.ts';
import { CaravanError } from '../base/errors.ts';
import type {
  Model,
  ModelAnswer,
  ModelEvent,
  ModelRequest,
  ObjectAnswer,
  ObjectRequest,
} from '../llm/model.ts';
import type { CallLog, ModelCall } from './callLog.ts';

/** A model that does what the other one does, and whose calls are noted. */
export function traceModel(model: Model, log: CallLog): Model {
  return {
    stream: (request) => traceStream(model, log, request),
    generate: (request, onEvent) => {
      const call = new TracedCall(log, request);
      return call.during(model.generate(request, call.watch(onEvent)), answerModel);
    },
    generateObject: <T>(request: ObjectRequest<T>, onEvent?: (event: ModelEvent) => void) => {
      const call = new TracedCall(log, request);
      const objectModel = ({ answer }: ObjectAnswer<T>): string => answer.model;
      return call.during(model.generateObject(request, call.watch(onEvent)), objectModel);
    },
  };
}

async function* traceStream(
  model: Model,
  log: CallLog,
  request: ModelRequest,
): AsyncGenerator<ModelEvent> {
  const call = new TracedCall(log, request);
  try {
    for await (const event of model.stream(request)) {
      call.add(event);
      yield event;
    }
  } catch (error) {
    call.fail(error);
    throw error;
  } finally {
    // Whoever leaves the loop early has cancelled the call.
    call.end('cancelled');
  }
}

/** What one request does: a repair of its answer counts as a further call. */
class TracedCall {
  readonly #log: CallLog;
  readonly #request: ModelRequest;
  #id: string;
  readonly #ids: string[] = [];
  #isOver = false;

  constructor(log: CallLog, request: ModelRequest) {
    this.#log = log;
    this.#request = request;
    this.#id = this.#begin();
  }

  watch(onEvent: ((event: ModelEvent) => void) | undefined): (event: ModelEvent) => void {
    return (event) => {
      this.add(event);
      onEvent?.(event);
    };
  }

  add(event: ModelEvent): void {
    if (this.#isOver) {
      this.#id = this.#begin();
      this.#isOver = false;
    }
    this.#log.add(this.#id, event);
    this.#isOver = event.type === 'done';
  }

  async during<T>(work: Promise<T>, modelOf: (result: T) => string): Promise<T> {
    try {
      const result = await work;
      this.#ids.forEach((id) => this.#log.name(id, modelOf(result)));
      return result;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  fail(error: unknown): void {
    if (isAbortError(error)) this.end('cancelled');
    else this.end(error instanceof CaravanError ? error.code : 'internal');
  }

  end(outcome: NonNullable<ModelCall['outcome']>): void {
    if (!this.#isOver) this.#log.end(this.#id, outcome);
    this.#isOver = true;
  }

  #begin(): string {
    const id = this.#log.begin(this.#request);
    this.#ids.push(id);
    return id;
  }
}

function answerModel({ model }: ModelAnswer): string {
  return model;
}
