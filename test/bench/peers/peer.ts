/** A client under measurement. Every one does the same work for its caller. */
export interface Peer {
  /** Streams one chat and hands over every piece of text; rejects unless it came to its end. */
  stream(model: string, onText: (text: string) => void, signal?: AbortSignal): Promise<void>;
  /** One chat whose answer comes in one piece. */
  call(model: string, signal?: AbortSignal): Promise<string>;
  /** Begins a stream and leaves its loop as soon as the callback says so. */
  leave(model: string, isEnough: (text: string) => boolean): Promise<void>;
}

export interface PeerOptions {
  /** Calls that will run at once. */
  readonly atOnce: number;
  /** PEM of the certificate authority to trust. */
  readonly ca?: string;
  /** Offer HTTP/2, default true. */
  readonly allowH2?: boolean;
  /** Tokens of an answer at most; only ours and `ollama` are asked for it. */
  readonly numPredict?: number;
  /** Factor by which this process lets its timers run faster, default 1. */
  readonly timeScale?: number;
}

/** Module of a peer: one file of this folder. */
export interface PeerModule {
  readonly connect: (url: string, options: PeerOptions) => Peer;
}

export async function connectPeer(name: string, url: string, options: PeerOptions): Promise<Peer> {
  const { connect } = (await import(`./${name}.ts`)) as PeerModule;
  return connect(url, options);
}

export const messages = [{ role: 'user' as const, content: 'Hello' }];

/** The body of a chat as Ollama wants it. */
export function chatBody(model: string, stream: boolean): string {
  return JSON.stringify({ model, messages, stream });
}
